import { TextDecoder } from 'node:util';
import { SaxesParser, type SaxesAttributePlain } from 'saxes';
import { FileRejected } from './message.js';

/** What a reader wants to hear of a document; element names come without their prefix. */
export interface XmlListener {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close(name: string): void;
  text(text: string): void;
}

const NO_PREFIX = /^[^:]+:/;

const plainAttributes = (attributes: Record<string, string | SaxesAttributePlain>): Record<string, string> => {
  const out: Record<string, string> = {};
  for (const name in attributes) {
    const value = attributes[name];
    if (typeof value === 'string') out[name] = value;
  }
  return out;
};

/**
 * Feeds a document to the listener chunk by chunk and yields after each, so that the caller can hand on what was
 * gathered. Document type declarations are refused before any entity is read; one token may not exceed `maxToken`
 * characters, since the parser keeps an unfinished one.
 */
export async function* xmlEvents(bytes: AsyncIterable<Uint8Array>, listener: XmlListener, maxToken: number): AsyncGenerator<void, void, void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let sinceEvent = 0;
  parser.on('doctype', () => { throw new FileRejected('FILE.DOCTYPE', '文件内部含有文档类型声明，不予读取', 'the file holds a document type declaration and is not read'); });
  parser.on('error', () => { throw badXml(); });
  parser.on('opentag', (tag) => { sinceEvent = 0; listener.open(tag.name.replace(NO_PREFIX, ''), plainAttributes(tag.attributes)); });
  parser.on('closetag', (tag) => { sinceEvent = 0; listener.close(tag.name.replace(NO_PREFIX, '')); });
  parser.on('text', (text) => { sinceEvent = 0; listener.text(text); });
  parser.on('cdata', (text) => { sinceEvent = 0; listener.text(text); });
  for await (const chunk of bytes) {
    const text = decode(decoder, chunk, true);
    sinceEvent += text.length;
    parser.write(text);
    if (sinceEvent > maxToken + text.length) throw new FileRejected('FILE.CELL_TOO_LONG', `单元格内容超过 ${maxToken} 个字符；请缩短`, `a cell holds more than ${maxToken} characters; shorten it`);
    yield;
  }
  parser.write(decode(decoder, new Uint8Array(0), false));
  parser.close();
  yield;
}

function decode(decoder: TextDecoder, chunk: Uint8Array, stream: boolean): string {
  try {
    return decoder.decode(chunk, { stream });
  } catch {
    throw badXml();
  }
}

const badXml = (): FileRejected => new FileRejected('FILE.BAD_XML', '文件内部内容损坏；请在 Excel 中重新保存后上传', 'the content of the file is damaged; save it again in Excel and upload that');
