import { InvalidRequest } from "../../components/requests";

/** The refusal of a request that must be refused. */
export function refusal(translate: () => unknown): InvalidRequest {
  try {
    translate();
  } catch (error) {
    if (error instanceof InvalidRequest) return error;
    throw error;
  }
  throw new Error("The request was not refused.");
}
