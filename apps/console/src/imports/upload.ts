import type { ListCode } from '@jiedui/contracts';
import { call, problemOf } from '../api/index.js';
import { importServiceOf, importServices } from './import-services.js';

/** How often one piece is sent again, and after how many milliseconds. */
const retryDelays = [500, 1500, 4000] as const;

function base64Of(bytes: Uint8Array): string {
  let text = '';
  // 32 KiB at once: more arguments than that overflow the call stack of some browsers.
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

async function persistently<T>(act: () => Promise<T>): Promise<T> {
  for (const delay of retryDelays) {
    try { return await act(); } catch (error) {
      if (!problemOf(error).retryable) throw error;
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
  return act();
}

/** Sends a file in the pieces the server asks for and has it read; a piece that fails is sent again. Answers the import's id. */
export async function upload(file: File, list: ListCode, programme: string, onProgress: (sentBytes: number) => void): Promise<string> {
  const imports = importServices[importServiceOf(list)];
  const { id, chunkBytes, chunks } = await call(imports.begin, { list, programme, fileName: file.name, size: file.size });
  for (let seq = 0; seq < chunks; seq += 1) {
    const piece = new Uint8Array(await file.slice(seq * chunkBytes, (seq + 1) * chunkBytes).arrayBuffer());
    await persistently(() => call(imports.chunk, { id, seq, base64: base64Of(piece) }));
    onProgress(Math.min(file.size, (seq + 1) * chunkBytes));
  }
  await call(imports.parse, { id });
  return id;
}
