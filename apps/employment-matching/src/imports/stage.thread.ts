import { stageInThread } from '@jiedui/list-store';
import { postSpec } from '../posts/post-list.js';
import { workerSpec } from '../workers/worker-list.js';

await stageInThread('employment', [postSpec, workerSpec]);
