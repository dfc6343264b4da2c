/** Body of the solver's second thread (`startLookThread`). */
import { workerData } from 'node:worker_threads';
import { serveLooks } from '@jiedui/matching-core';

serveLooks(workerData); // made by startLookThread alone
