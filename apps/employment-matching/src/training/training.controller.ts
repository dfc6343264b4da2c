import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type ReplyOf, type RequestOf, training } from '@jiedui/contracts';
import { type Call, Handle, Outbox } from '@jiedui/messaging';
import { Protection } from '@jiedui/protection';
import { CourseActs } from './course-acts.js';
import { Courses } from './courses.js';
import { EnrolmentActs } from './enrolment-acts.js';
import { Enrolments } from './enrolments.js';

type Request<K extends keyof typeof training> = RequestOf<(typeof training)[K]>;
type Reply<K extends keyof typeof training> = Promise<ReplyOf<(typeof training)[K]>>;

/** The message handlers of courses and their seats. */
@Controller()
export class TrainingController {
  private readonly courses: Courses;
  private readonly seats: Enrolments;
  private readonly acts: CourseActs;
  private readonly enrolments: EnrolmentActs;

  constructor(dataSource: DataSource, outbox: Outbox, protection: Protection) {
    this.courses = new Courses(dataSource);
    this.seats = new Enrolments(dataSource, protection, this.courses);
    this.acts = new CourseActs(dataSource, this.courses);
    this.enrolments = new EnrolmentActs(dataSource, outbox, protection, this.courses);
  }

  @Handle(training.list)
  async list(request: Request<'list'>, call: Call): Reply<'list'> { return this.courses.list(call, request); }

  @Handle(training.get)
  async get({ id }: Request<'get'>, call: Call): Reply<'get'> { return this.courses.get(call, id); }

  @Handle(training.enrolments)
  async listSeats(request: Request<'enrolments'>, call: Call): Reply<'enrolments'> { return this.seats.list(call, request); }

  @Handle(training.ofWorker)
  async ofWorker({ id }: Request<'ofWorker'>, call: Call): Reply<'ofWorker'> { return this.seats.ofWorker(call, id); }

  @Handle(training.create)
  async create(request: Request<'create'>, call: Call): Reply<'create'> { return this.acts.create(call, request); }

  @Handle(training.amend)
  async amend(request: Request<'amend'>, call: Call): Reply<'amend'> { return this.acts.amend(call, request); }

  @Handle(training.open)
  async open(request: Request<'open'>, call: Call): Reply<'open'> { return this.acts.open(call, request); }

  @Handle(training.begin)
  async begin(request: Request<'begin'>, call: Call): Reply<'begin'> { return this.acts.begin(call, request); }

  @Handle(training.end)
  async end(request: Request<'end'>, call: Call): Reply<'end'> { return this.acts.end(call, request); }

  @Handle(training.cancel)
  async cancel(request: Request<'cancel'>, call: Call): Reply<'cancel'> { return this.acts.cancel(call, request); }

  @Handle(training.enrol)
  async enrol(request: Request<'enrol'>, call: Call): Reply<'enrol'> { return this.enrolments.enrol(call, request); }

  @Handle(training.results)
  async results(request: Request<'results'>, call: Call): Reply<'results'> { return this.enrolments.record(call, request); }

  @Handle(training.withdraw)
  async withdraw(request: Request<'withdraw'>, call: Call): Reply<'withdraw'> { return this.enrolments.withdraw(call, request); }
}
