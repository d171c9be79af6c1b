import { endWithParent } from "./lifeline";
import { startServer } from "./server";

/**
 * Starts the plugin: `pulumi-resource-nautes [flags] ENGINE_ADDRESS`.
 * The first and only line on stdout is the port; everything but gRPC itself is loaded when first needed.
 */
const engineAddress = process.argv.slice(2).find((argument) => /:\d+$/.test(argument));

startServer(engineAddress).then(
  (server) => {
    endWithParent(() => server.stop());
    process.stdout.write(`${server.port}\n`);
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
