import type { ProjectView } from '@jiedui/contracts';
import type { ReactNode } from 'react';
import { useTexts } from '../messages/index.js';
import { StateWord, type Tone } from '../shell/state-word.js';

export type ProjectState = ProjectView['state'];
export const projectStates: readonly ProjectState[] = ['draft', 'submitted', 'approved-by-receiver', 'approved', 'under-way', 'completed', 'returned', 'withdrawn'];
const tones: Record<ProjectState, Tone> = { draft: 'plain', submitted: 'wait', 'approved-by-receiver': 'wait', approved: 'good', 'under-way': 'good', completed: 'good', returned: 'warn', withdrawn: 'plain' };
/** The way of a project that goes well. */
export const chain: readonly ProjectState[] = ['draft', 'submitted', 'approved-by-receiver', 'approved', 'under-way', 'completed'];

export function ProjectStateWord({ project }: { project: Pick<ProjectView, 'state' | 'stateName'> }): ReactNode {
  const { pick } = useTexts();
  return <StateWord tone={tones[project.state]}>{pick(project.stateName)}</StateWord>;
}

/** Ten thousand yuan as people type it, in fen. */
export const fenOfWan = (wan: number): number => Math.round(wan * 1_000_000);
export const wanOfFen = (fen: number): number => fen / 1_000_000;
