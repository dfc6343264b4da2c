import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { notFound, type projects, refuse, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import type { Call } from '@jiedui/messaging';
import { inTransaction, newId, toSafeInteger } from '@jiedui/persistence';
import { assertNotAhead } from '../projects/calendar.js';
import { assertRule } from '../projects/guards.js';
import { nameOf, ProjectsRepository } from '../projects/projects.repository.js';
import { ruleOf } from '../projects/state-machine.js';
import { OneAtATime } from './one-at-a-time.js';

/** What an `update … returning` comes back as: rows and their count. */
const Paid = z.tuple([z.array(z.object({ paid: z.union([z.string(), z.number()]).transform(toSafeInteger), granted: z.union([z.string(), z.number()]).transform(toSafeInteger) })), z.int()]);
const Inserted = z.array(z.object({ recorded_at: z.date() }));

const yuan = (fen: number): string => `${(fen / 100).toLocaleString('zh-CN', { minimumFractionDigits: 2 })} 元`;

/** Payments of a project's grant. */
@Injectable()
export class PaymentsService {
  private readonly inOrder = new OneAtATime();

  constructor(private readonly dataSource: DataSource, private readonly repository: ProjectsRepository) {}

  /**
   * Records a payment. The sum is raised by one conditional update, so that however many are recorded at once, together they
   * never pass the grant (reliability D8); a voucher number counts once.
   */
  async record(request: RequestOf<typeof projects.pay>, call: Call): Promise<ReplyOf<typeof projects.pay>> {
    assertNotAhead('paidOn', request.paidOn);
    return this.inOrder.run(request.id, async () => {
      const row = await this.repository.find(this.dataSource.manager, request.id, call) ?? notFound();
      // First of all: whoever sends a payment again, having lost the answer, must not be told that it was not booked.
      const same = z.array(z.unknown()).parse(await this.dataSource.query('select 1 from payment where project_id = $1 and voucher = $2', [row.id, request.voucher]));
      if (same.length > 0) return recorded(request.voucher);
      const side = assertRule('pay', row, call.actor);
      // What was paid is never taken back, so what does not fit now will not fit under the lock either.
      if (row.paidFen + request.amountFen > row.grantFen) return exceeded(request.amountFen, row.grantFen, row.paidFen);
      return inTransaction(this.dataSource, async (manager) => {
        const id = newId();
        const [inserted] = Inserted.parse(await manager.query(
          `insert into payment (id, project_id, voucher, amount_fen, paid_on, purpose, recorded_by_id, recorded_by) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (project_id, voucher) do nothing returning recorded_at`,
          [id, row.id, request.voucher, request.amountFen, request.paidOn, request.purpose, call.actor.id, nameOf(call.actor)]));
        if (inserted === undefined) return recorded(request.voucher);
        const [[after]] = Paid.parse(await manager.query(
          `update project set paid_fen = paid_fen + $2, version = version + 1, updated_at = now() where id = $1 and state = any($3::text[]) and paid_fen + $2 <= grant_fen
            returning paid_fen as paid, grant_fen as granted`, [row.id, request.amountFen, ruleOf('pay').from]));
        if (after === undefined) {
          const now = await this.repository.reload(manager, row.id);
          assertRule('pay', now, call.actor);
          return exceeded(request.amountFen, now.grantFen, now.paidFen);
        }
        await this.repository.trace(manager, row.id, call, { act: 'pay', side, from: row.state, to: row.state, reason: `${yuan(request.amountFen)}，凭证 ${request.voucher}：${request.purpose}` });
        return {
          payment: { id, voucher: request.voucher, amountFen: request.amountFen, paidOn: request.paidOn, purpose: request.purpose, recordedBy: nameOf(call.actor), recordedAt: inserted.recorded_at.toISOString() },
          paidFen: after.paid, leftFen: after.granted - after.paid,
        };
      });
    });
  }
}

function recorded(voucher: string): never {
  return refuse(409, 'VOUCHER_RECORDED', `凭证号 ${voucher} 已登记过，没有重复入账。`, `Voucher ${voucher} was recorded already; nothing was booked twice.`, {
    fields: [{ field: 'voucher', code: 'VOUCHER_RECORDED', message: { zh: '凭证号已存在。', en: 'This voucher exists.' } }],
  });
}

function exceeded(amountFen: number, grantFen: number, paidFen: number): never {
  return refuse(409, 'BUDGET_EXCEEDED', `本次拨付 ${yuan(amountFen)} 超出无偿援助资金余额：共 ${yuan(grantFen)}，已拨 ${yuan(paidFen)}，剩余 ${yuan(grantFen - paidFen)}。没有入账。`,
    `The payment passes what is left of the grant: ${grantFen} fen, ${paidFen} paid, ${grantFen - paidFen} left. Nothing was booked.`, {
      fields: [{ field: 'amountFen', code: 'BUDGET_EXCEEDED', message: { zh: `最多 ${yuan(grantFen - paidFen)}。`, en: `At most ${grantFen - paidFen} fen.` } }],
    });
}
