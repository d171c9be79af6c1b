// Tests that drive the real CLI: seconds each when warm, minutes on a busy machine; soak takes hours.
jest.setTimeout(4 * 3_600_000);
