import type { RequestVariable } from "../../components/requests";

/** A variable of a template, and the value that stands for it until the program is written. */
export interface Specimen {
  readonly variable: RequestVariable;
  /** Valid where the variable is, and nowhere else in the request. */
  readonly value: string;
}
