// Which program a session runs, by its type and its document's properties.
import { z } from 'zod';
import { assertNever } from '../../../shared/assert-never.ts';
import type { AgentJob } from '../gateway/agent-jobs.ts';
import { AgentFailure } from './agent-failure.ts';
import { runCommandProgram } from './command-program.ts';
import { shellCommand, type MachineRoom } from './machine-room.ts';
import type { PortMap } from './port-map.ts';
import { runPortProgram } from './port-program.ts';
import { runPtyProgram } from './pty-program.ts';
import type { SessionChannel } from './session-channel.ts';

// The sandbox's machines are all this computer, so one platform's part is as good as another's.
const commandPropertiesSchema = z.object({
  linux: z.object({
    commands: z.string(),
    separateOutputStream: z.union([z.boolean(), z.string()]).optional(),
    stdOutSeparatorPrefix: z.string().optional(),
    stdErrSeparatorPrefix: z.string().optional(),
  }),
});

export interface ProgramChoice {
  readonly job: AgentJob;
  readonly room: MachineRoom;
  readonly ports: PortMap;
  /** From the handshake; empty without one. */
  readonly clientVersion: string;
}

/** Runs to the end of the program or of the session. Throws AgentFailure or AgentCrash. */
export async function runProgram(choice: ProgramChoice, channel: SessionChannel): Promise<void> {
  const { job, room } = choice;
  const place = room.placeOf(job.target, job.targetName);
  const inPlace = { cwd: place.home, env: place.env };
  switch (job.sessionType) {
    case 'Standard_Stream':
      await runPtyProgram({ ...shellCommand(null), ...inPlace }, channel);
      return;
    case 'InteractiveCommands': {
      const { linux } = propertiesOf(job);
      await runPtyProgram({ ...shellCommand(linux.commands), ...inPlace }, channel);
      return;
    }
    case 'NonInteractiveCommands': {
      const { linux } = propertiesOf(job);
      const choice = {
        commandLine: linux.commands,
        isSeparate: String(linux.separateOutputStream ?? 'false').toLowerCase() === 'true',
        stdoutPrefix: linux.stdOutSeparatorPrefix ?? '',
        stderrPrefix: linux.stdErrSeparatorPrefix ?? '',
      };
      await runCommandProgram(choice, place, channel);
      return;
    }
    case 'Port':
      await runPortProgram(job, choice.clientVersion, choice.ports, channel);
      return;
    default:
      assertNever(job.sessionType);
  }
}

function propertiesOf(job: AgentJob): z.infer<typeof commandPropertiesSchema> {
  const properties = commandPropertiesSchema.safeParse(job.properties);
  if (!properties.success || properties.data.linux.commands.trim() === '')
    throw new AgentFailure(`Commands cannot be empty for session type ${job.sessionType}`);
  return properties.data;
}
