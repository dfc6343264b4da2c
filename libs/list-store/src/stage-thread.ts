import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { StoredFiles } from '@jiedui/messaging/stored-files';
import { createDataSource } from '@jiedui/persistence';
import { loadProtection } from '@jiedui/protection';
import { ImportStaging } from './import-staging.js';
import type { ListSpec } from './list-spec.js';

const Order = z.object({ importId: z.uuid() });

/**
 * Body of a service's staging thread: stages one import, the one it is told, on connections of its own. What it imports by
 * value comes by the narrow entries of the packages: a thread pays for every module with time and memory of its own. `prepare` reads what
 * the specs need of the database.
 */
export async function stageInThread(schema: string, specs: readonly ListSpec[], prepare?: (dataSource: DataSource) => Promise<void>): Promise<void> {
  if (parentPort === null) throw new Error('this is a thread of a service');
  const port = parentPort, [told]: unknown[] = await once(port, 'message'), { importId } = Order.parse(told);
  const { DATABASE_URL: url = '', JIEDUI_PROTECTION_FILE: keys = '' } = process.env;
  const dataSource = await createDataSource({ url, schema, poolSize: 3, durable: false }).initialize();
  try {
    await prepare?.(dataSource);
    const protection = await loadProtection(keys);
    const staging = new ImportStaging(specs, dataSource, new StoredFiles(dataSource, protection), protection, (_id, view) => port.postMessage(view));
    await staging.stage(importId);
  } finally {
    await dataSource.destroy();
  }
}
