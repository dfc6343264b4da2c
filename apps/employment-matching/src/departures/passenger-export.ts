import type { FilePiece } from '@jiedui/contracts';
import { workbookPiece } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import type { StoredFiles } from '@jiedui/messaging/stored-files';
import type { Departures } from './departures.js';

/** The passenger list as the workbook that is printed and signed on the way; names and telephones masked, as in every export. */
export class PassengerExport {
  constructor(private readonly reader: Departures, private readonly stored: StoredFiles) {}

  async piece(call: Call, id: string, seq: number): Promise<FilePiece> {
    return workbookPiece(this.stored, call, seq, async () => {
      const { departure: of } = await this.reader.get(call, id), people = await this.reader.everybody(call, id);
      const rows = function* (): Generator<(string | number)[]> {
        for (const [i, one] of people.entries()) {
          yield [i + 1, one.workerExternalId, one.name ?? '', one.phone ?? '', one.group ?? '', one.unitName, one.employer, one.postTitle, one.postRegionName, one.startOn ?? '', one.state === 'seated' ? '' : one.stateName.zh, one.reasonName?.zh ?? '', ''];
        }
        yield [`合计 ${people.length} 人`];
      };
      const headers: readonly (readonly [string, number])[] = [['序号', 6], ['人员编号', 16], ['姓名', 10], ['电话', 14], ['同行编组', 12], ['所在县区', 12], ['用工单位', 26], ['岗位', 18], ['工作地区', 18], ['报到日期', 12], ['出发情况', 10], ['原因', 14], ['签到', 12]];
      return {
        name: `${of.regionName}集中出发${of.leavesOn}.xlsx`,
        sheet: {
          name: '乘车名单', lead: [`${of.regionName}集中出发乘车名单`, `出发：${of.leavesOn} ${of.leavesAt}　集合地点：${of.meetingPlace}　目的地：${of.destination}`, `交通：${of.vehicleName.zh} ${of.vehicleNumber ?? ''}　座位：${of.seats}　费用：${of.costsName.zh}　联系人：${of.contact.name} ${of.contact.phone}`],
          columns: headers.map(([header, width]) => ({ header, width })), rows: rows(),
        },
      };
    });
  }
}
