/** Prints a line every five seconds while `work` lasts: how long it has taken, of how long, and what was last heard. */
export async function withProgress(title, estimate, say, work) {
  const start = Date.now();
  let heard = "";
  const timer = setInterval(() => {
    say(`${title}: ${clock(Date.now() - start)} of about ${estimate}${heard && `; ${heard}`}`);
  }, 5000);
  try {
    const result = await work((text) => {
      heard = text.trim().split("\n").at(-1).slice(0, 100) || heard;
    });
    say(`${title}: done after ${clock(Date.now() - start)}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

/** `1:05` for 65 seconds. */
export function clock(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export function say(line) {
  process.stderr.write(`${line}\n`);
}
