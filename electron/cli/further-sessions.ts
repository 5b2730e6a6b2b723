// Further sign-ins by sessions of their own, where one session of Session Manager would hold up a large download: the
// engine of the window's files, fed by the command line.
import { AppError } from '../../shared/app-error.ts';
import { MoreSessions } from '../files/more-sessions.ts';
import { type SignInRequest, signInToTarget } from './sign-in-to-target.ts';

/** `extra`: beside the one that is there. What is refused is done without, and nobody is asked anything again. */
export function furtherSessions(request: SignInRequest, extra: number): MoreSessions {
  return new MoreSessions({
    open: async (signal) => {
      const { ssh } = await signInToTarget({ ...request, ask: askNobody }, signal);
      try {
        return { files: await ssh.openSftp(signal), close: () => ssh.close() };
      } catch (error) {
        await ssh.close();
        throw error;
      }
    },
    extra: () => extra,
    log: request.log,
  });
}

const askNobody = (): Promise<never> =>
  Promise.reject(new AppError('ssh/sign-in-refused', 'A further session would have to ask something.'));
