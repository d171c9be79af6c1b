import type { FoundRequest, RequestNote } from "../../components/requests";

/** A file that was given, or `-` for the standard input. */
export interface InputFile {
  readonly name: string;
  readonly text: string;
}

/** What is found in a file, and what becomes of it. */
export interface Outcome {
  readonly file: string;
  readonly line: number;
  readonly action: FoundRequest["means"]["action"];
  /** `cluster`, `runtime`, another collection of the API, or a kind of the command line. */
  readonly of: string;
  readonly name: string;
  /** A sentence. */
  readonly becomes: string;
  readonly notes: readonly RequestNote[];
}
