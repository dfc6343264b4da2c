import { parentPort, workerData } from 'node:worker_threads';

/**
 * A thread of the row of regular expressions: texts made from each expression's own letters, repeated to the length given and ended so that
 * they do not match. The least of three measurements counts, so that a machine busy elsewhere is no fault of an expression.
 */
const { texts, length } = workerData;

/** Pieces that an expression's repetitions might feed on: its literal runs, one of each of its classes, and what texts commonly hold. */
function piecesOf(text) {
  const body = text.slice(1, text.lastIndexOf('/'));
  const plain = body.replaceAll(/\\[dwsbDWSBpP](\{[^}]*\})?|\\u[\da-f]{4}|[()[\]{}|^$*+?.]/gi, ' ').replaceAll('\\', '').split(' ').filter((piece) => piece !== '').map((piece) => piece.slice(0, 12));
  const classes = [...body.matchAll(/\[\^?([^\]]{1,40})\]/g)].map((match) => match[1].replaceAll(/\\[a-z]/gi, '').slice(0, 1)).filter((piece) => piece !== '');
  const common = ['a', 'A', '0', '1', ' ', '\t', '\n', '.', ',', '-', '_', '/', '(', ')', '（', '"', '\'', '<', '&', ':', '中', '县', '一', '元', '千', '至', '、', '；', '\u0301', '😀', 'a1', '1,', '1.', ' a', 'a ', '县县', '1-', '0x', '20', '1千'];
  return [...new Set([...plain, ...classes, ...plain.map((piece) => piece.slice(0, 1)), ...common])].slice(0, 90);
}

for (const text of texts) {
  const flags = text.slice(text.lastIndexOf('/') + 1), expression = new RegExp(text.slice(1, text.lastIndexOf('/')), flags.replace('y', ''));
  const pieces = piecesOf(text);
  let worst = { ms: 0, input: '' };
  for (const piece of pieces) {
    for (const shape of ['repeated', 'then an end', 'after a start', 'a line']) {
      // A short text first: one that is slow on it need not be tried on the long one, which might never end.
      for (const long of [length / 50, length / 8, length]) {
        const repeated = piece.repeat(Math.ceil(long / piece.length)), input = { repeated, 'then an end': `${repeated}\u0000!`, 'after a start': `${pieces[0]}${repeated}!`, 'a line': `${repeated}\n` }[shape];
        const name = `${JSON.stringify(piece)} ${shape}, ${input.length} characters`;
        parentPort.postMessage({ now: name });
        let ms = measured(expression, input);
        for (let i = 0; i < 2 && ms > 20; i += 1) ms = Math.min(ms, measured(expression, input));
        if (ms > worst.ms) worst = { ms, input: name };
        if (ms > 200) break;
      }
    }
    if (worst.ms > 200) break;
  }
  parentPort.postMessage({ text, ...worst });
}
parentPort.postMessage({ end: true });

function measured(expression, input) {
  const began = performance.now();
  // One that is for all places is tried at all of them.
  if (expression.global) input.replace(expression, '');
  else expression.test(input);
  return performance.now() - began;
}
