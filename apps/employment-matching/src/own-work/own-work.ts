import type { DataSource } from 'typeorm';
import { costBearerNames, endReasons, notFound, type OwnDeparture, type OwnPlacement, type OwnProposal, type OwnWork, PostFeatures, vehicleNames } from '@jiedui/contracts';
import type { Call } from '@jiedui/messaging';
import { toSafeInteger } from '@jiedui/persistence';
import type { Protection } from '@jiedui/protection';
import { regionName } from '@jiedui/reference-data';
import { type ProposalRow, proposalSelect } from '@jiedui/consent';
import { departureColumns, type DepartureRow, openContact } from '../departures/departure-row.js';
import { helpOf } from '../help-requests/help-requests.js';
import { employmentConsent } from '../placements/employment-consent.js';
import { endsOf, hindranceOf } from '../placements/placement-machine.js';
import { type PlacementRow, placementSelect, standingOf } from '../placements/placement-row.js';
import { trainingRecords } from '../training/enrolment-row.js';
import type { WechatBindings } from '../worker-messages/wechat-bindings.js';

/** Reads what one worker's phone page shows: rows of that worker alone, which the actor's id names. */
export class OwnWorkReader {
  constructor(private readonly dataSource: DataSource, private readonly protection: Protection, private readonly wechat: WechatBindings) {}

  async read(call: Call, today: string): Promise<OwnWork> {
    const id = call.actor.id, { manager } = this.dataSource;
    const [worker]: { title: string; region: string; consented: boolean; expires_at: Date }[] = await manager.query(
      `select w.title, w.region, coalesce(w.features ->> 'consent', 'false') = 'true' as consented, l.expires_at from worker w join worker_link l on l.worker_id = w.id and l.ended_at is null where w.id = $1`, [id]);
    if (worker === undefined) return notFound();
    const proposals: ProposalRow[] = await manager.query(
      `${proposalSelect(employmentConsent)} where p.supply_id = $1 and s.features ->> 'consent' = 'true' and ((p.state = 'proposed' and d.status = 'open' and s.status = 'open') or (p.state = 'sent' and (p.deadline is null or p.deadline > now()))) order by p.state desc, p.fit desc nulls last, p.id limit 20`, [id]);
    const [placement]: PlacementRow[] = await manager.query(`${placementSelect} where p.worker_id = $1 order by p.state = 'ended', p.updated_at desc, p.id limit 1`, [id]);
    return {
      office: `${regionName(worker.region)}就业服务机构`, wish: worker.title, consented: worker.consented, linkExpiresAt: worker.expires_at.toISOString(),
      proposals: proposals.map(proposalOf), placement: placement === undefined ? null : { ...placementOf(placement, today), departure: await this.departureOf(placement) }, training: await trainingRecords(manager, id), help: await helpOf(manager, id, this.protection), wechat: await this.wechat.stateOf(id),
    };
  }

  /** The departure on which the placement has its seat, until the worker is on the job. */
  private async departureOf({ id, state }: PlacementRow): Promise<OwnDeparture | null> {
    if (state !== 'accepted' && state !== 'departed') return null;
    const [row]: Omit<DepartureRow, 'people' | 'own' | 'stayed'>[] = await this.dataSource.query(
      `select ${departureColumns} from departure v join departure_passenger q on q.departure_id = v.id where q.placement_id = $1 and q.state in ('seated', 'departed') order by q.state = 'seated' desc, v.leaves_on desc limit 1`, [id]);
    if (row === undefined) return null;
    const contact = openContact(this.protection, row);
    return {
      leavesOn: row.leaves_on, leavesAt: row.leaves_at, meetingPlace: row.meeting_place, destination: row.destination, vehicleName: vehicleNames[row.vehicle], vehicleNumber: row.vehicle_number, costsName: costBearerNames[row.costs], contactName: contact.name, contactPhone: contact.phone,
    };
  }
}

function proposalOf(row: ProposalRow): OwnProposal {
  const post = PostFeatures.safeParse(row.d_features).data;
  return {
    id: row.id, version: row.version, post: row.d_title, employer: row.d_organisation_name, place: regionName(row.d_region), wageMinFen: post?.wageMinFen ?? null, wageMaxFen: post?.wageMaxFen ?? null, housing: post?.housing ?? null, startOn: post?.startOn ?? null,
    sent: row.state === 'sent', answer: row.person_yes === null || row.person_at === null ? null : { yes: row.person_yes, at: row.person_at.toISOString() },
  };
}

function placementOf(row: PlacementRow, today: string): Omit<OwnPlacement, 'departure'> {
  const reason = endReasons.find((one) => one.reason === row.end_reason);
  return {
    id: row.id, version: row.version, state: row.state, post: row.d_title, employer: row.d_organisation_name, place: regionName(row.d_region), startOn: row.start_on, wageFen: row.wage_fen === null ? null : toSafeInteger(row.wage_fen), housing: row.housing,
    acceptedOn: row.accepted_on, departedOn: row.departed_on, arrivedOn: row.arrived_on, mayAccept: hindranceOf(standingOf(row), { act: 'accept', on: today }, ['worker'], today) === null,
    ends: endsOf(row.state, ['worker']).map((end) => ({ reason: end.reason, name: end.name })), ended: reason === undefined || row.ended_on === null ? null : { on: row.ended_on, reasonName: reason.name },
  };
}
