import { api } from './api';
import { centers } from './centers';
import { compare } from './compare';
import { explain } from './explain';
import { fleet } from './fleet';
import { format } from './format';
import { pastRepairs } from './past-repairs';
import { pick } from './pick';
import { rma } from './rma';
import { settings } from './settings';
import { shell } from './shell';
import { takeIn } from './take-in';
import { tickets } from './tickets';
import { trade } from './trade';
import { ui } from './ui';
import { welcome } from './welcome';
import { whereToSend } from './where-to-send';

export const en = { api, centers, compare, explain, fleet, format, pastRepairs, pick, rma, settings, shell, takeIn, tickets, trade, ui, welcome, whereToSend };
