import { runService } from '@jiedui/service-host';
import { PublicFiguresController } from './disclosure/public-figures.controller.js';
import { PublicFiguresService } from './disclosure/public-figures.service.js';
import { FiguresController } from './figures/figures.controller.js';
import { FiguresService } from './figures/figures.service.js';
import { RecordsService } from './figures/records.service.js';
import { factHandlers } from './projection/projection.js';
import { SqlProjectionStore } from './projection/sql-store.js';
import { RebuildController } from './rebuild/rebuild.controller.js';
import { REBUILD, RebuildService } from './rebuild/rebuild.service.js';

await runService({
  name: 'assessment',
  controllers: [FiguresController, PublicFiguresController, RebuildController],
  providers: [FiguresService, RecordsService, PublicFiguresService, RebuildService],
  facts: () => factHandlers((manager) => new SqlProjectionStore(manager)),
  jobs: (get) => [{ kind: REBUILD, concurrency: 1, run: async (payload) => get(RebuildService).run(String(payload['id'])) }],
  started: async (get) => get(RebuildService).askWhenNever(),
});
