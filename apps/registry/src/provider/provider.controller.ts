import { Controller } from '@nestjs/common';
import { type ReplyOf, type RequestOf, signInProvider } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { SignInProvider } from './sign-in-provider.js';

@Controller()
export class ProviderController {
  constructor(private readonly provider: SignInProvider) {}

  @Handle(signInProvider.get)
  async get(): Promise<ReplyOf<typeof signInProvider.get>> { return { name: this.provider.name(), samples: process.env['JIEDUI_MODE'] !== 'production' }; }

  @Handle(signInProvider.begin)
  async begin(): Promise<ReplyOf<typeof signInProvider.begin>> { return this.provider.begin(); }

  @Handle(signInProvider.finish)
  async finish({ query, flow, replaces }: RequestOf<typeof signInProvider.finish>, call: Call): Promise<ReplyOf<typeof signInProvider.finish>> { return this.provider.finish(query, flow, replaces, call.correlationId); }
}
