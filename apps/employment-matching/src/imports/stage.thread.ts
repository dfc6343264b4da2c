import { stageInThread } from '@jiedui/list-store/stage-thread';
import { readMinimumWages } from '../minimum-wages/standards-in-force.js';
import { readTitleCorrections } from '../occupations/title-corrections.js';
import { postSpec } from '../posts/post-list.js';
import { workerSpec } from '../workers/worker-list.js';

await stageInThread('employment', [postSpec, workerSpec], async (dataSource) => { await readTitleCorrections(dataSource); await readMinimumWages(dataSource); });
