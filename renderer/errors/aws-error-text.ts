// The words of what AWS refuses or cannot be asked.
import type { AppErrorCode } from '../../shared/app-error.ts';
import { errorWords } from './error-words.ts';
import type { ErrorWords } from './error-words.ts';

type Code = Extract<AppErrorCode, `aws/${string}`>;

export const AWS_ERROR_TEXTS: Readonly<Record<Code, ErrorWords>> = {
  'aws/credentials-missing': errorWords(
    'No AWS credentials',
    'This AWS profile gives no credentials, so AWS cannot be asked anything.',
    'Choose another AWS profile, or add credentials to this one with “aws configure”.',
    'choose-profile',
  ),
  'aws/credentials-expired': errorWords(
    'The AWS credentials have expired',
    'Temporary credentials last some hours; these are past their end.',
    'Renew them the way you got them, then try again.',
    'retry',
  ),
  'aws/credentials-invalid': errorWords(
    'AWS does not accept these credentials',
    'The access key is unknown, deactivated, or its secret does not belong to it.',
    'Check the keys of this AWS profile, or choose another one.',
    'choose-profile',
  ),
  'aws/sign-in-required': errorWords(
    'Sign-in needed',
    'This AWS profile signs in at IAM Identity Center, and that sign-in has ended or has not begun.',
    'Sign in: a page opens in your browser, and the app goes on when you have agreed there.',
    'sign-in',
  ),
  'aws/sign-in-refused': errorWords(
    'You are not signed in',
    'The page in the browser was refused, or nobody answered it in time.',
    'Sign in again, and allow Sallyport on the page.',
    'sign-in',
  ),
  'aws/login-required': errorWords(
    'Sign-in with the AWS CLI needed',
    'This AWS profile uses “aws login”, a sign-in of the AWS CLI, which has ended or has not begun.',
    'Sign in with “aws login” for this AWS profile, then try again.',
    'retry',
  ),
  'aws/access-denied': errorWords(
    'AWS did not allow this',
    'The identity behind this AWS profile lacks a permission for the request.',
    'Ask for the permission named above, or choose an AWS profile that has it.',
    'choose-profile',
  ),
  'aws/throttled': errorWords(
    'AWS asks for a pause',
    'Too many requests came from this account in a short time.',
    'Wait a few seconds, then try again.',
    'retry',
  ),
  'aws/clock-skew': errorWords(
    'This computer’s clock is wrong',
    'AWS refuses requests signed more than a few minutes away from its own time.',
    'Set the clock to automatic time, then try again.',
    'retry',
  ),
  'aws/unreachable': errorWords(
    'AWS cannot be reached',
    'No answer came from the service: no network, a proxy or a firewall in between, or the name does not resolve.',
    'Check the network and the VPN, then try again.',
    'retry',
  ),
  'aws/region-missing': errorWords(
    'No region chosen',
    'This AWS profile does not name a region, and instances live in one.',
    'Choose a region.',
    'choose-region',
  ),
  'aws/profile-invalid': errorWords(
    'This AWS profile cannot be used as written',
    'The shared config files hold a mistake or something this app does not support yet.',
    'Correct ~/.aws/config, or choose another AWS profile.',
    'choose-profile',
  ),
  'aws/service-error': errorWords(
    'AWS reported a problem',
    'The service answered with an error of its own.',
    'Try again; if it stays, the AWS Health Dashboard may say more.',
    'retry',
  ),
};
