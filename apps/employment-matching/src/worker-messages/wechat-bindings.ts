import type { DataSource, EntityManager } from 'typeorm';
import { type OwnWork, type ownWork, refuse, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import type { Call } from '@jiedui/messaging';
import { inTransaction } from '@jiedui/persistence';
import type { Protection } from '@jiedui/protection';
import { digest, newSecret } from '../worker-links/link-secret.js';
import type { WechatChannel } from './wechat-channel.js';

/** How long the way to WeChat and back may take. */
const STATE = `interval '10 minutes'`;

/** The consent of worker `w` is in force. */
const consents = `coalesce(w.features ->> 'consent', 'false') = 'true'`;

/** The WeChat that workers are told things by: bound and given up on the worker's own page alone. */
export class WechatBindings {
  /** @param channel null where the installation has no service account. */
  constructor(private readonly channel: WechatChannel | null, private readonly dataSource: DataSource, private readonly protection: Protection) {}

  async stateOf(workerId: string): Promise<OwnWork['wechat']> {
    if (this.channel === null) return 'none';
    const rows: unknown[] = await this.dataSource.query('select 1 from wechat_binding where worker_id = $1 and open_id is not null', [workerId]);
    return rows.length > 0 ? 'bound' : 'unbound';
  }

  /** The address that sends the browser to WeChat and back; what comes back is taken once, from this worker's page, and within ten minutes. */
  async begin(call: Call): Promise<ReplyOf<typeof ownWork.beginWechat>> {
    const channel = this.known(), state = newSecret();
    const consenting: unknown[] = await this.dataSource.query(`select 1 from worker w where w.id = $1 and ${consents}`, [call.actor.id]);
    if (consenting.length === 0) return refuse(409, 'NO_CONSENT', '您的同意已撤回，不再发送通知。', 'Your consent is withdrawn, so nothing is sent.');
    await this.dataSource.query(`insert into wechat_binding (worker_id, state_hash, state_until) values ($1, $2, now() + ${STATE}) on conflict (worker_id) do update set state_hash = excluded.state_hash, state_until = excluded.state_until`, [call.actor.id, digest(state)]);
    return { address: channel.addressOf(state) };
  }

  async bind(call: Call, { code, state }: RequestOf<typeof ownWork.bindWechat>): Promise<Record<string, never>> {
    const channel = this.known(), worker = call.actor.id;
    const [[begun]]: [unknown[]] = await this.dataSource.query('update wechat_binding set state_hash = null, state_until = null where worker_id = $1 and state_hash = $2 and state_until > now() returning 1', [worker, digest(state)]);
    if (begun === undefined) return again();
    const person = await channel.personOf(code);
    if (person === 'refused') return again();
    if (person === 'stranger') return refuse(409, 'WECHAT_FOLLOW', '请先在微信里关注服务号，再点一次。', 'Follow the service account in WeChat first, then press the button once more.');
    if (person === 'unreachable') return refuse(503, 'WECHAT_AWAY', '微信没有响应，请稍后再点一次。', 'WeChat did not answer; press the button once more in a moment.');
    return inTransaction(this.dataSource, async (manager) => {
      // Given up, erased or told not to be the worker's meanwhile: the row went then.
      await manager.query(`update wechat_binding b set open_id = $2, bound_at = now() from worker w where w.id = b.worker_id and ${consents} and b.worker_id = $1`, [worker, this.protection.sealBytes(Buffer.from(person.openId), place(worker))]);
      return {};
    });
  }

  async end(call: Call): Promise<Record<string, never>> {
    await endBinding(this.dataSource.manager, call.actor.id);
    return {};
  }

  /** Ends bindings whose consent went by another way than the person's own page or the county's button: a form, or a file. */
  async sweep(): Promise<void> {
    await this.dataSource.query(`delete from wechat_binding b using worker w where w.id = b.worker_id and not ${consents}`);
  }

  /** The worker's openid; null where none is bound or the installation has no account. */
  async openIdOf(manager: EntityManager, workerId: string): Promise<string | null> {
    if (this.channel === null) return null;
    const [bound]: { open_id: Buffer }[] = await manager.query('select open_id from wechat_binding where worker_id = $1 and open_id is not null', [workerId]);
    return bound === undefined ? null : this.protection.openBytes(bound.open_id, place(workerId)).toString('utf8');
  }

  private known(): WechatChannel {
    return this.channel ?? refuse(409, 'NO_WECHAT', '没有开通微信通知。', 'There are no WeChat messages here.');
  }
}

/** Ends a binding, also one under way: the worker gives it up, is erased, or was somebody else; or the office takes back the link by which it came about. Whether there was one. */
export async function endBinding(manager: Pick<EntityManager, 'query'>, workerId: string): Promise<boolean> {
  const [ended]: [unknown[]] = await manager.query('delete from wechat_binding where worker_id = $1 returning 1', [workerId]);
  return ended.length > 0;
}

/** Where the openid is sealed for: it opens in no other row. */
function place(workerId: string): string { return `wechat_binding|open_id|${workerId}`; }

function again(): never {
  return refuse(409, 'WECHAT_AGAIN', '这次没有绑定成功，请再点一次。', 'It was not bound this time; press the button once more.');
}
