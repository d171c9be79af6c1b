import * as pulumi from "@pulumi/pulumi";
import { standInProgram } from "./source-position";

/** A component of this package. */
export abstract class Component extends pulumi.ComponentResource {
  constructor(token: string, name: string, opts: pulumi.ComponentResourceOptions) {
    const restore = standInProgram();
    try {
      super(token, name, {}, opts);
    } finally {
      restore();
    }
  }

  /**
   * Says that all its parts are made. It registers no outputs: they would stand in the state beside the files that say
   * the same, and the engine writes all of the state at every step.
   */
  protected complete(): void {
    this.registerOutputs();
  }
}
