import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Group departures (mechanisms E07) with who sits on them and their history. The database itself keeps a placement to one seat that is held at a time. Name and telephone of
 * the contact are sealed.
 */
export class Departures1763700030800 implements MigrationInterface {
  readonly name = 'Departures1763700030800';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table departure (
      id uuid primary key, programme text not null, region text not null, supporter text, state text not null default 'planned', leaves_on date not null, leaves_at text not null, meeting_place text not null, destination text not null,
      vehicle text not null, vehicle_number text, seats int not null check (seats > 0), costs text not null, contact bytea not null, departed_on date, cancel_reason text, cancel_words text,
      version int not null default 1, created_by text not null, created_at timestamptz not null default now(), updated_at timestamptz(3) not null default now())`);
    await runner.query('create index departure_by_day on departure (leaves_on, id)');
    await runner.query('create index departure_by_region on departure (region, leaves_on, id)');
    await runner.query('create index departure_by_supporter on departure (supporter, leaves_on, id) where supporter is not null');
    await runner.query(`create table departure_passenger (
      departure_id uuid not null references departure, placement_id uuid not null references placement, state text not null default 'seated', reason text, seated_at timestamptz(3) not null default now(), primary key (departure_id, placement_id))`);
    await runner.query(`create unique index departure_passenger_seated on departure_passenger (placement_id) where state = 'seated'`);
    await runner.query('create index departure_passenger_placement on departure_passenger (placement_id)');
    await runner.query('create table departure_step (id bigserial primary key, departure_id uuid not null references departure, at timestamptz not null default now(), by_id text not null, by_name text not null, act text not null, people int, words text)');
    await runner.query('create index departure_step_departure on departure_step (departure_id, id)');
    // The role has insert, update and delete on new tables by default (prepareDatabase).
    await runner.query(`do $$ declare rw text := 'jiedui_' || current_schema() || '_rw'; begin
      execute format('revoke update, delete, truncate on departure_step from %I', rw);
      execute format('revoke delete, truncate on departure, departure_passenger from %I', rw);
    end $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table departure_step, departure_passenger, departure');
  }
}
