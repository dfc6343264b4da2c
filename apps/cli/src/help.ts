/** What `jiedui help` prints. */
export const helpText = `jiedui 结对：两张清单配对，并证明没有更好的配法 / pairs two lists and proves that no better pairing exists

用法 / Usage

  jiedui match employment --posts FILE --workers FILE --out DIR [选项 / options]
  jiedui match produce    --orders FILE --lots FILE   --out DIR [选项 / options]

      --posts, --orders, --demand    岗位供给清单或采购需求清单，CSV 或 XLSX / the jobs list or the orders list
      --workers, --lots, --supply    就业需求清单或农产品供给清单，CSV 或 XLSX / the workers list or the produce list
      --out DIR            结果文件夹，须为空、不存在或为以前的结果 / result folder: new, empty, or of an earlier run
      --policy FILE        匹配政策（JSON），不填用默认政策 / the matching policy, the default one when left out
      --programme CODE     没有「项目」列时，全部行属于该项目 / programme of rows that name none
      --as-of YYYY-MM-DD   规则所依据的日期，不填用今天 / the day the rules stand on, today when left out
      --instance FILE.min  另存所解的问题（DIMACS），供其他求解器核对 / also writes what was solved, for any other solver

      结果 / result:
        demand.csv supply.csv   读入的两张清单（只有规则所需内容，姓名已脱敏）/ both lists as read, names masked
        policy.json             所用政策与日期 / the policy and the day
        matches.csv matches.xlsx  配对 / the pairs
        unmatched.csv           未配对及原因 / who was left, and why
        errors.csv              未能读入的行：清单、行、列、原因 / rows that could not be read
        prices.csv              两侧的整数价格，即最优性的证明 / the prices of both sides: the proof
        summary.json            目标值、各优先级人数、用时 / objective, vector, counts, seconds
        manifest.json           每个文件的 SHA-256 / hashes of all files

  jiedui verify DIR
      分别报告完整性（文件未被改动）与最优性（按规则从清单重新计算全部可配对，核对价格）。任一不成立，退出码为 1。
      Reports integrity and optimality apart; pairs are recomputed by the rules from the lists. Exit code 1 if either fails.

  jiedui audit verify --database URL --anchors DIR [--service NAME] [--keys FILE] [--wait SECONDS]
      核对各服务审计记录的哈希链、签名与锚点，指出第一处被改、删、插入、换序或截断的记录。有误时退出码为 1。
      Checks the audit trails: hash chain, signatures, anchors; names the first entry that was edited, deleted, inserted,
      reordered or cut off. Exit code 1 if any is.

      --database URL       能读各服务架构的数据库地址，默认 DATABASE_URL / a role that reads the services' schemas
      --anchors DIR        锚点文件夹（数据库之外）/ the folder of signed heads, outside the database
      --keys FILE          各服务的公钥，默认锚点文件夹中的 public-keys.json / public keys of the services
      --wait SECONDS       记录最迟应在多少秒内入链，默认 600 / how long an entry may wait for its link
      --days DAYS          记录至少保存的天数，默认 JIEDUI_AUDIT_KEPT_DAYS 或 1096 / how long entries are kept

  jiedui audit drop --database URL --anchors DIR [--service NAME] [--keys FILE] [--days DAYS]
      先核对，再删除超过保存天数的审计记录；链从其后的锚点继续，仍可核对。须用架构所有者的数据库账号。
      Checks, and then drops the entries that are older; the chain goes on behind a signed head and verifies as before.
      Needs the owner of the schemas.

  jiedui keys rotate --protection FILE --database URL
  jiedui keys drop --version N --protection FILE --database URL
      轮换个人密钥的上级密钥：写入新版本，逐批改用新版本，服务不停。旧版本不再使用后可停用（轮换 10 分钟以后）。
      Rotates the key-encryption key of persons' keys while services run; a version that wraps nothing any more can be dropped
      ten minutes later.

  jiedui solve FILE [-o SOLUTION] [--time SECONDS] [--sense min|max]
      解一个公开格式的题目文件，最后一行输出 JSON。格式按内容识别：DIMACS 最小费用流（p min）与指派（p asn），
      OR-Library 指派（稠密、稀疏）与广义指派。
      Solves a published problem file and ends with one JSON line. Formats are told by content: DIMACS minimum-cost
      flow (p min) and assignment (p asn), OR-Library assignment (dense, sparse) and generalised assignment.

      -o SOLUTION          写出解：s 目标值，f 起点 终点 流量 / writes the solution: s COST, f FROM TO FLOW
                           广义指派为 f 代理 任务 1 / for generalised assignment f AGENT JOB 1
      --time SECONDS       时限，到时给出当前最好解与可证的界；广义指派每题默认 60，其他默认不限 / time limit: then the
                           best so far with its proved bound; 60 a problem of generalised assignment, else none
      --threads N          大题可用 2 个线程，默认 1；同样线程数结果相同 / two threads share large problems, 1 unless told
                           otherwise; the same number gives the same answer
      --sense min|max      广义指派求最小或最大；不填按数判断，结果中注明 / least cost or greatest profit of
                           generalised assignment; concluded from the numbers when left out, and said so

      status               optimal · infeasible · unbalanced（供需总量不等 / supply and demand differ）· unbounded ·
                           out-of-range（数值超出精确范围 / numbers too large to stay exact）· time-limit · failed
      objective            整数，超过 2^53 为字符串；一个文件多题时为列表 / whole, digits past 2^53, a list for several problems
      certificate          verified：已用价格核对最优性 / optimality checked by prices; 广义指派为 null / null for generalised assignment

  jiedui code-title TITLE…
  jiedui code-title --file FILE --column NAME --out FILE.csv [--corrections FILE.csv]
      按职业分类大典（2022）为岗位名称编码，给出理由、概率与其次的三个职业；或为文件中的一列编码，写成新的 CSV。
      Codes job titles against the classification of occupations of 2022, with reasons, chances and the next three; or a
      column of a CSV or XLSX file into a new CSV.

      --corrections FILE   经办人改定的编码：前两列为名称与编码，优先于模型 / corrections, title and code; they win

  jiedui help

退出码 / Exit codes: 0 完成 done · 1 核验不通过 verification failed · 2 命令或文件有误 wrong call or file
`;
