import { Readable } from 'node:stream';
import type { DataSource, EntityManager } from 'typeorm';
import { newId } from '@jiedui/persistence';
import { type Protection, SEAL_BYTES } from '@jiedui/protection';

/** Largest chunk of a stored file in bytes: base64 of it fits one message (reliability D16). */
export const FILE_CHUNK_BYTES = 180 * 1024;

/** Files deleted by one statement of an expiry. */
const EXPIRE_AT_ONCE = 20;

/**
 * Files kept in the service's own schema in chunks, so that the service has no state beside its database. Each chunk is
 * sealed at its place: files hold whole lists of persons.
 */
export class StoredFiles {
  constructor(private readonly dataSource: DataSource, private readonly protection: Protection) {}

  async create(manager: EntityManager, file: { name: string; mime: string; createdBy: string }, id = newId()): Promise<string> {
    await manager.query('insert into stored_file (id, name, mime, created_by) values ($1, $2, $3, $4)', [id, file.name, file.mime, file.createdBy]);
    return id;
  }

  /** Writes one chunk; writing the same chunk again replaces it, so an interrupted upload can be resumed. */
  async putChunk(manager: EntityManager, fileId: string, seq: number, bytes: Buffer): Promise<void> {
    await manager.query('insert into stored_file_chunk (file_id, seq, bytes) values ($1, $2, $3) on conflict (file_id, seq) do update set bytes = excluded.bytes', [fileId, seq, this.protection.sealBytes(bytes, chunkPlace(fileId, seq))]);
  }

  /** Fixes the size once all chunks are there; says when some are missing, or when they are not together as long as was declared. */
  async seal(manager: EntityManager, fileId: string, chunks: number, declared?: number): Promise<'sealed' | 'incomplete' | 'another size'> {
    const [{ count, size }] = await manager.query(`select count(*)::int as count, coalesce(sum(length(bytes) - ${SEAL_BYTES}), 0)::bigint as size from stored_file_chunk where file_id = $1 and seq < $2`, [fileId, chunks]);
    if (count !== chunks) return 'incomplete';
    if (declared !== undefined && Number(size) !== declared) return 'another size';
    await manager.query('update stored_file set size = $2 where id = $1', [fileId, size]);
    return 'sealed';
  }

  /** Writes a whole stream; `fileId` when the caller must find it again by an id it knows. */
  async write(file: { name: string; mime: string; createdBy: string }, content: AsyncIterable<Uint8Array>, fileId = newId()): Promise<string> {
    const id = await this.create(this.dataSource.manager, file, fileId);
    let seq = 0;
    let pending: Buffer[] = [];
    let length = 0;
    const flush = async (): Promise<void> => {
      if (length === 0) return;
      await this.putChunk(this.dataSource.manager, id, seq, Buffer.concat(pending));
      seq += 1;
      pending = [];
      length = 0;
    };
    for await (const part of content) {
      for (let start = 0; start < part.length; start += FILE_CHUNK_BYTES) {
        const slice = Buffer.from(part.subarray(start, start + FILE_CHUNK_BYTES));
        if (length + slice.length > FILE_CHUNK_BYTES) await flush();
        pending.push(slice);
        length += slice.length;
      }
    }
    await flush();
    await this.seal(this.dataSource.manager, id, seq);
    return id;
  }

  async describe(fileId: string): Promise<{ name: string; mime: string; size: number; createdBy: string; chunks: number } | null> {
    const [row] = await this.dataSource.query(
      'select name, mime, size, created_by, (select count(*)::int from stored_file_chunk c where c.file_id = f.id) as chunks from stored_file f where id = $1', [fileId]);
    return row === undefined ? null : { name: row.name, mime: row.mime, size: Number(row.size), createdBy: row.created_by, chunks: row.chunks };
  }

  async chunk(fileId: string, seq: number): Promise<Buffer | null> {
    const [row] = await this.dataSource.query('select bytes from stored_file_chunk where file_id = $1 and seq = $2', [fileId, seq]);
    return row === undefined ? null : this.protection.openBytes(row.bytes, chunkPlace(fileId, seq));
  }

  /** The content as a stream, a chunk at a time. */
  read(fileId: string): Readable {
    const chunk = (seq: number): Promise<Buffer | null> => this.chunk(fileId, seq);
    return Readable.from((async function* () {
      for (let seq = 0; ; seq += 1) {
        const bytes = await chunk(seq);
        if (bytes === null) return;
        yield bytes;
      }
    })());
  }

  /** Deletes files older than this many days, a few at a time; `keep` is a query of the ids that are still needed. */
  async expire(days: number, keep = 'select null::uuid where false'): Promise<void> {
    for (;;) {
      const [, deleted]: [unknown[], number] = await this.dataSource.query(
        `delete from stored_file where id in (select id from stored_file where created_at < now() - make_interval(days => $1) and id not in (${keep}) limit ${EXPIRE_AT_ONCE})`, [days]);
      if (deleted < EXPIRE_AT_ONCE) return;
    }
  }
}

/** Deletes a file whatever is in it; nothing happens when it is gone already. */
export async function removeStoredFile(manager: EntityManager, fileId: string): Promise<void> {
  await manager.query('delete from stored_file where id = $1', [fileId]);
}

function chunkPlace(fileId: string, seq: number): string { return `stored_file|${fileId}|${seq}`; }
