import { stageInThread } from '@jiedui/list-store/stage-thread';
import { postSpec } from '../posts/post-list.js';
import { workerSpec } from '../workers/worker-list.js';

await stageInThread('employment', [postSpec, workerSpec]);
