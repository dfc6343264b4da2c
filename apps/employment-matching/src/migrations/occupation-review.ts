import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What clerks settled of titles, and the count of titles that a person is to look at. */
export class OccupationReview1763700030500 implements MigrationInterface {
  readonly name = 'OccupationReview1763700030500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table title_correction (normal_form text primary key, title text not null, code text not null, by_id text not null, by_name text not null, at timestamptz(3) not null default now(), is_done boolean not null default false)`);
    await runner.query(`create table title_review (programme text not null, normal_form text not null, title text not null, posts int not null, workers int not null, primary key (programme, normal_form))`);
    await runner.query(`create table title_review_count (one boolean primary key default true check (one), rows_at text not null, counted_at timestamptz(3) not null)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table title_review_count, title_review, title_correction');
  }
}
