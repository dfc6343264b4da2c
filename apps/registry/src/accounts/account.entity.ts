import { Column, Entity, OneToMany, ManyToOne, JoinColumn, PrimaryColumn, type Relation } from 'typeorm';
import type { Actor, Role } from '@jiedui/contracts';

/** A person who can sign in. */
@Entity('account')
export class Account {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') account!: string;
  /** Null until an invitation was accepted. */
  @Column('text', { name: 'password_hash', nullable: true }) passwordHash!: string | null;
  @Column('text', { name: 'display_name' }) displayName!: string;
  @Column('text', { name: 'organisation_name', nullable: true }) organisationName!: string | null;
  /** Made for trying out; refused in production mode. */
  @Column('boolean', { default: false }) sample!: boolean;
  @Column('boolean', { default: false }) disabled!: boolean;
  @Column('int', { name: 'failed_sign_ins', default: 0 }) failedSignIns!: number;
  @Column('timestamptz', { name: 'locked_until', nullable: true }) lockedUntil!: Date | null;
  @Column('timestamptz', { name: 'last_sign_in', nullable: true }) lastSignIn!: Date | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  /** Rises by one with each edit by an administrator. */
  @Column('int', { default: 1 }) version!: number;
  /** `sub` of the sign-in provider, once a sign-in through it found this account. */
  @Column('text', { name: 'provider_subject', nullable: true }) providerSubject!: string | null;
  /** The authenticator's secret, sealed; null without a second factor. */
  @Column('bytea', { name: 'second_factor', nullable: true }) secondFactor!: Buffer | null;
  @OneToMany(() => RoleGrantRow, (grant) => grant.owner, { cascade: true }) grants!: Relation<RoleGrantRow>[];
}

/** A role the account holds, and where. */
@Entity('role_grant')
export class RoleGrantRow {
  @PrimaryColumn('uuid') id!: string;
  @ManyToOne(() => Account, (account) => account.grants) @JoinColumn({ name: 'account_id' }) owner!: Relation<Account>;
  @Column('text') role!: Role;
  @Column('text', { nullable: true }) programme!: string | null;
  @Column('text', { nullable: true }) region!: string | null;
  @Column('text', { nullable: true }) organisation!: string | null;
}

/** The account as who acts. */
export function actorOf(account: Account): Actor {
  return {
    kind: 'person', id: account.id, displayName: account.displayName, organisationName: account.organisationName,
    grants: account.grants.map(({ role, programme, region, organisation }) => ({ role, programme, region, organisation })),
  };
}
