import { Refusal } from './refusal.js';

/** A command line taken apart: plain words in order, and `--name value` options. */
export interface Arguments {
  words: string[];
  options: Map<string, string>;
}

/**
 * Reads `--name value` and `--name=value`. Every option takes a value.
 *
 * @throws Refusal on an option that is not `known`, stands twice, or has no value.
 */
export function parseArguments(args: readonly string[], known: readonly string[]): Arguments {
  const words: string[] = [];
  const options = new Map<string, string>();
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (!word.startsWith('--')) {
      words.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
    if (!known.includes(name)) throw new Refusal(`没有 --${name} 这个选项；可用：${known.map((each) => `--${each}`).join(' ')}。`, `There is no option --${name}; known: ${known.map((each) => `--${each}`).join(' ')}.`);
    const value = equals < 0 ? args[++at] : word.slice(equals + 1);
    if (value === undefined || value === '' || (equals < 0 && value.startsWith('--'))) throw new Refusal(`--${name} 后面缺少值。`, `--${name} needs a value.`);
    if (options.has(name)) throw new Refusal(`--${name} 写了两次。`, `--${name} stands twice.`);
    options.set(name, value);
  }
  return { words, options };
}
