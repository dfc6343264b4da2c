import type { Response } from 'express';
import type { FilePiece } from '@jiedui/contracts';

/**
 * Streams a file piece by piece; the client's slowness is felt piece by piece, so no file is held in memory. `read` gives a piece: only for that
 * long does a download take part in the work of a service, however slowly it is fetched. Ends without a word for a client that went.
 */
export async function sendPieces(response: Response, read: (seq: number) => Promise<FilePiece>): Promise<void> {
  for (let seq: number | null = 0; seq !== null;) {
    const piece: FilePiece = await read(seq);
    if (response.closed) return;
    if (seq === 0) {
      response.status(200).type(piece.mime);
      response.setHeader('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(piece.fileName)}`);
      response.setHeader('X-Content-Type-Options', 'nosniff');
    }
    if (!response.write(Buffer.from(piece.base64, 'base64'))) await taken(response);
    seq = piece.next;
  }
  response.end();
}

/** Waits until more can be written, or nobody reads any more. */
function taken(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go);
      response.off('close', go);
      resolve();
    };
    response.once('drain', go);
    response.once('close', go);
  });
}
