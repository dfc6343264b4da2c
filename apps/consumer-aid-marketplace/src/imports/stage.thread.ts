import { stageInThread } from '@jiedui/list-store/stage-thread';
import { lotSpec } from '../lots/lot-list.js';
import { orderLineSpec } from '../order-lines/order-line-list.js';

await stageInThread('marketplace', [orderLineSpec, lotSpec]);
