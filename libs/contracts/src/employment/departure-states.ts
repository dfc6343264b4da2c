import { z } from 'zod';
import type { Text2 } from '../matching/explanation.js';

/** Where a group departure stands (mechanisms E07: 集中送工). */
export const DepartureState = z.enum(['planned', 'departed', 'cancelled']);
export type DepartureState = z.infer<typeof DepartureState>;

/** What can be done with a departure; `release` is the system's: somebody's placement went another way and the seat is free again. */
export const DepartureAct = z.enum(['plan', 'change', 'seat', 'unseat', 'depart', 'cancel', 'release']);
export type DepartureAct = z.infer<typeof DepartureAct>;

/** Who acts: whoever planned it with the county (the county itself or its supporter's office), the county that sees people off, or the system by itself. */
export type DepartureActor = 'planner' | 'county' | 'system';

/** Somebody's place on a departure: holds a seat, left with it, stayed behind, or gave the seat back before. */
export const SeatState = z.enum(['seated', 'departed', 'stayed', 'released']);
export type SeatState = z.infer<typeof SeatState>;

/** What people travel by. */
export const Vehicle = z.enum(['coach', 'train', 'plane', 'ship', 'other']);
export type Vehicle = z.infer<typeof Vehicle>;

/** Who bears the costs of the way. */
export const CostBearer = z.enum(['aid-funds', 'county', 'supporter', 'employer', 'worker', 'shared']);
export type CostBearer = z.infer<typeof CostBearer>;

/** Why somebody stayed when the others left. The last two are the system's: the placement could not depart, or its departure was taken back later. */
export const StayReason = z.enum(['no-show', 'illness', 'family', 'changed-mind', 'follows-later', 'other', 'not-recorded', 'corrected']);
export type StayReason = z.infer<typeof StayReason>;
/** Reasons that people give. */
export const StatedStayReason = StayReason.exclude(['not-recorded', 'corrected']);
export type StatedStayReason = z.infer<typeof StatedStayReason>;

/** Why a departure is cancelled. */
export const DepartureCancelReason = z.enum(['too-few', 'employer-postponed', 'weather-or-traffic', 'merged', 'entered-in-error', 'other']);
export type DepartureCancelReason = z.infer<typeof DepartureCancelReason>;

export const departureStateNames: Readonly<Record<DepartureState, Text2>> = { planned: { zh: '待出发', en: 'Planned' }, departed: { zh: '已出发', en: 'Departed' }, cancelled: { zh: '已取消', en: 'Cancelled' } };
export const seatStateNames: Readonly<Record<SeatState, Text2>> = { seated: { zh: '已安排', en: 'Has a seat' }, departed: { zh: '已出发', en: 'Departed' }, stayed: { zh: '未出发', en: 'Stayed' }, released: { zh: '已移出', en: 'Seat given back' } };
export const vehicleNames: Readonly<Record<Vehicle, Text2>> = { coach: { zh: '包车', en: 'chartered coach' }, train: { zh: '火车', en: 'train' }, plane: { zh: '飞机', en: 'plane' }, ship: { zh: '船', en: 'ship' }, other: { zh: '其他', en: 'other' } };
export const costBearerNames: Readonly<Record<CostBearer, Text2>> = {
  'aid-funds': { zh: '帮扶资金', en: 'aid funds' }, county: { zh: '受援县（区）', en: 'the county' }, supporter: { zh: '支援方', en: 'the supporter' }, employer: { zh: '用工单位', en: 'the employer' }, worker: { zh: '本人', en: 'the worker' }, shared: { zh: '多方分担', en: 'shared' },
};
export const stayReasonNames: Readonly<Record<StayReason, Text2>> = {
  'no-show': { zh: '未到集合点', en: 'did not come to the meeting place' }, illness: { zh: '生病', en: 'ill' }, family: { zh: '家庭原因', en: 'family' }, 'changed-mind': { zh: '本人不去了', en: 'changed the mind' }, 'follows-later': { zh: '改日自行前往', en: 'follows later' }, other: { zh: '其他', en: 'other' },
  'not-recorded': { zh: '未能登记出发', en: 'the departure could not be recorded' }, corrected: { zh: '出发登记已更正', en: 'the departure was taken back' },
};
export const departureCancelReasonNames: Readonly<Record<DepartureCancelReason, Text2>> = {
  'too-few': { zh: '人数不足', en: 'too few people' }, 'employer-postponed': { zh: '用工单位推迟', en: 'the employer put it off' }, 'weather-or-traffic': { zh: '天气或交通', en: 'weather or traffic' }, merged: { zh: '并入其他批次', en: 'joined with another one' }, 'entered-in-error': { zh: '登记有误', en: 'entered in error' }, other: { zh: '其他', en: 'other' },
};

/** One act: in which states (none: it makes the departure), to which state (`null`: the state stays), by whom. */
export interface DepartureRule { readonly act: DepartureAct; readonly from: readonly DepartureState[]; readonly to: DepartureState | null; readonly by: DepartureActor; readonly name: Text2 }

/** The life of a departure as data; employment does not start when it is not sound. Who sits on it and that it left is the county's, which alone sees people off. */
export const departureRules: readonly DepartureRule[] = [
  { act: 'plan', from: [], to: 'planned', by: 'planner', name: { zh: '计划', en: 'Planned' } },
  { act: 'change', from: ['planned'], to: null, by: 'planner', name: { zh: '修改安排', en: 'Changed' } },
  { act: 'seat', from: ['planned'], to: null, by: 'county', name: { zh: '安排人员', en: 'People seated' } },
  { act: 'unseat', from: ['planned'], to: null, by: 'county', name: { zh: '移出人员', en: 'People taken off' } },
  { act: 'depart', from: ['planned'], to: 'departed', by: 'county', name: { zh: '出发', en: 'Departed' } },
  { act: 'cancel', from: ['planned'], to: 'cancelled', by: 'planner', name: { zh: '取消', en: 'Cancelled' } },
  { act: 'release', from: ['planned'], to: null, by: 'system', name: { zh: '座位释放', en: 'Seats given back' } },
];

/** Most seats of one departure: a special train. */
export const DEPARTURE_SEATS = 1500;
