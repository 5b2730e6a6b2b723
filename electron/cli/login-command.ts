// `sallyport login`: signs in at IAM Identity Center for an AWS profile. With a code to compare, so that the browser may
// be on another computer; AWS's own tools and the app use the sign-in too.
import { type Aws } from '../aws/aws.ts';
import type { SignInPage } from '../aws/sso-sign-in.ts';
import { profileIdToUse } from './access.ts';
import type { LoginArguments } from './arguments.ts';
import { EXIT } from './exit-codes.ts';
import type { Output } from './output.ts';
import { printable } from './printable.ts';

export async function runLogin(
  given: LoginArguments,
  aws: Pick<Aws, 'signIns'>,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  const profileId = profileIdToUse(given, process.env);
  const showPage = ({ url, userCode }: SignInPage): void => {
    // Even when it is to be quiet: without the page nothing can happen.
    process.stderr.write(
      `Open this page and allow Sallyport there:\n\n  ${printable(url)}\n\nIt must show the code ${printable(userCode ?? '')}.\n`,
    );
  };
  await aws.signIns.signIn({ profileId, way: 'code', showPage }, signal);
  output.say('Signed in.');
  return EXIT.ok;
}
