/** What went wrong, in one sentence that says what to do. Printed without a stack. */
export class Stop extends Error {}

const started = Date.now();

/** One line of progress with the seconds since the start. */
export function say(text) {
  process.stdout.write(`[${((Date.now() - started) / 1000).toFixed(1).padStart(5)} s] ${text}\n`);
}

/** Runs a main function; a Stop prints its sentence, anything else its stack. */
export function main(work) {
  work().catch((error) => {
    process.stderr.write(error instanceof Stop ? `\n${error.message}\n` : `\n${error.stack ?? error}\n`);
    process.exit(1);
  });
}

/** Turns the errors of a full disk or a missing network into one sentence. */
export function plainSentence(output) {
  if (/ENOSPC|No space left on device/i.test(output)) return 'The disk is full: free some space (about 2 GB are needed), then run the command again. 磁盘已满，请清理约 2 GB 空间后重试。';
  if (/Temporary failure resolving|Could not resolve|EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|Could not connect|network/i.test(output)) return 'The network cannot be reached: check the connection or proxy, then run the command again. 无法连接网络，请检查网络或代理后重试。';
  return null;
}
