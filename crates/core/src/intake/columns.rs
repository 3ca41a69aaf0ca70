//! Which column is what: by its name, else by what is in it, and by hand above both.

use serde::{Deserialize, Serialize};

use super::date::{DateOrder, order_of, parse_date};
use super::model_match::{ModelIndex, ModelMatch};
use super::sheet::{Row, Sheet};
use crate::serial::{Patterns, SerialProblem, kind_from_words, normalise, normalise_mac};
use crate::text_enum::text_enum;

text_enum! {
    /// What a column can be.
    Field {
        /// The unit's own serial.
        Serial = "serial",
        Mac = "mac",
        /// Serial of a hashboard in the unit; one column a slot.
        BoardSerial = "board_serial",
        PsuSerial = "psu_serial",
        ControlBoardSerial = "control_board_serial",
        /// Serial of the miner a part sits in.
        ParentSerial = "parent_serial",
        Model = "model",
        /// The miner's model where the row is a part with a model of its own.
        MinerModel = "miner_model",
        /// Miner, hashboard, control board or PSU.
        Kind = "kind",
        Customer = "customer",
        Site = "site",
        Location = "location",
        Status = "status",
        Note = "note",
        Symptom = "symptom",
        PurchasedOn = "purchased_on",
        /// The day the maker sent it off new.
        DispatchedOn = "dispatched_on",
        WarrantyUntil = "warranty_until",
        AssetTag = "asset_tag",
        Slot = "slot",
    }
}

impl Field {
    /// The word for it in a message.
    pub fn label(self) -> &'static str {
        match self {
            Self::Serial => "serial",
            Self::Mac => "MAC",
            Self::BoardSerial => "hashboard serial",
            Self::PsuSerial => "PSU serial",
            Self::ControlBoardSerial => "control board serial",
            Self::ParentSerial => "serial of the miner it is in",
            Self::Model => "model",
            Self::MinerModel => "miner model",
            Self::Kind => "part",
            Self::Customer => "customer",
            Self::Site => "site",
            Self::Location => "location",
            Self::Status => "status",
            Self::Note => "note",
            Self::Symptom => "symptom",
            Self::PurchasedOn => "purchase date",
            Self::DispatchedOn => "dispatch date",
            Self::WarrantyUntil => "warranty until",
            Self::AssetTag => "asset tag",
            Self::Slot => "slot",
        }
    }

    /// Whether several columns may be this.
    fn may_repeat(self) -> bool {
        matches!(self, Self::BoardSerial | Self::Note)
    }
}

/// What a column was known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum Confidence {
    /// What is in its cells.
    Content,
    /// A name that contains a known word.
    SimilarName,
    /// A known name.
    Name,
    /// A person said so.
    Manual,
}

/// One column of a sheet, as shown in the preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Column {
    /// Place in the sheet, counted from 0.
    pub index: u32,
    pub header: Option<String>,
    /// `None`: not read.
    pub field: Option<Field>,
    pub confidence: Option<Confidence>,
    /// Slot named in the header of a hashboard column, as `PCB SN 2`.
    pub slot: Option<u8>,
    /// The first few values, cut to a readable length.
    pub samples: Vec<String>,
}

/// Which column is what, for one shape of list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Mapping {
    /// The same for every list with the same header; key for a remembered [`ManualMapping`].
    pub fingerprint: String,
    pub columns: Vec<Column>,
    /// How dates such as 03/04/2025 are to be read; `None` when the list does not tell.
    pub date_order: Option<DateOrder>,
}

/// What a person decided about one shape of list, to be remembered under its fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ManualMapping {
    pub fingerprint: String,
    /// One entry a column; `None` is a column not to be read.
    pub fields: Vec<Option<Field>>,
    pub date_order: Option<DateOrder>,
}

/// Rows looked at to know a column by its content.
const LOOKED_AT: usize = 200;

impl Mapping {
    /// Maps what can be mapped; a column that is not known is left unread, never dropped from
    /// view. No two columns are the same thing, but for hashboard serials and notes.
    pub fn suggest(sheet: &Sheet, models: &ModelIndex) -> Self {
        let mut columns: Vec<Column> = (0..sheet.width).map(|at| named(sheet, at)).collect();
        settle(sheet, &mut columns);
        by_content(sheet, models, &mut columns);
        miner_model_alone(&mut columns);
        let date_order = columns
            .iter()
            .filter(|column| is_date(column.field))
            .find_map(|column| order_of(sheet.rows.iter().map(|row| row.cell(column.index))));
        Self {
            fingerprint: fingerprint(sheet),
            columns,
            date_order,
        }
    }

    /// This mapping with a person's decisions over it. One made for another shape of list
    /// changes nothing.
    pub fn with_manual(self, manual: &ManualMapping) -> Self {
        if manual.fingerprint != self.fingerprint {
            return self;
        }
        let mut mapping = self.with_fields(&manual.fields);
        mapping.date_order = manual.date_order.or(mapping.date_order);
        mapping
    }

    /// This mapping with what each column is set by hand, from the first on; `None` is a column
    /// not to be read.
    pub fn with_fields(mut self, fields: &[Option<Field>]) -> Self {
        for (column, field) in self.columns.iter_mut().zip(fields) {
            column.field = *field;
            column.confidence = Some(Confidence::Manual);
            let header = column.header.as_deref();
            column.slot = header
                .filter(|_| *field == Some(Field::BoardSerial))
                .and_then(first_number);
        }
        self
    }

    /// What to remember of it.
    pub fn to_manual(&self) -> ManualMapping {
        ManualMapping {
            fingerprint: self.fingerprint.clone(),
            fields: self.columns.iter().map(|column| column.field).collect(),
            date_order: self.date_order,
        }
    }

    /// The first column that is `field`.
    pub fn column(&self, field: Field) -> Option<&Column> {
        self.columns
            .iter()
            .find(|column| column.field == Some(field))
    }

    /// Whether rows can be told apart at all: without a serial or a MAC nothing can be imported.
    pub fn identifies_units(&self) -> bool {
        self.column(Field::Serial).is_some() || self.column(Field::Mac).is_some()
    }
}

fn is_date(field: Option<Field>) -> bool {
    matches!(
        field,
        Some(Field::PurchasedOn | Field::DispatchedOn | Field::WarrantyUntil)
    )
}

/// Names as the lists of this trade write them, reduced by [`key`]. The first block of each row
/// is English; then Chinese, Spanish and Russian, the languages of most repair centers and farms.
const NAMES: &[(Field, &[&str])] = &[
    (
        Field::Serial,
        &[
            "serial",
            "serialnumber",
            "serialnum",
            "serialno",
            "serialnr",
            "serialid",
            "sn",
            "snumber",
            "minersn",
            "minerserial",
            "minerserialnumber",
            "machinesn",
            "machineserial",
            "asicserial",
            "asicsn",
            "deviceserial",
            "devicesn",
            "unitserial",
            "unitsn",
            "serinum",
            "devicesns",
            "snnumber",
            "repairedminersn",
            "partserial",
            "partsn",
            "itemserial",
            "itemsn",
            "productsn",
            "serials",
            "serialnumbers",
            "序列号",
            "机器序列号",
            "矿机序列号",
            "sn码",
            "机器sn",
            "矿机sn",
            "设备序列号",
            "序列號",
            "numerodeserie",
            "nserie",
            "serie",
            "nrodeserie",
            "numserie",
            "noserie",
            "nodeserie",
            "numeroserie",
            "numerodeserial",
            "серийныйномер",
            "серийник",
            "сериал",
            "заводскойномер",
            "серномер",
            "серийный",
        ],
    ),
    (
        Field::Mac,
        &[
            "mac",
            "macaddress",
            "macaddr",
            "macid",
            "hwaddr",
            "hardwareaddress",
            "ethernetmac",
            "minermac",
            "ethmac",
            "lanmac",
            "mac地址",
            "物理地址",
            "direccionmac",
            "macадрес",
            "мак",
            "макадрес",
            "мaкадрес",
        ],
    ),
    (
        Field::BoardSerial,
        &[
            "boardserial",
            "boardsn",
            "hashboardserial",
            "hashboardsn",
            "hbsn",
            "pcbsn",
            "pcbserial",
            "chainsn",
            "hashboardserialnumber",
            "boardserialnumber",
            "hashboardid",
            "算力板序列号",
            "算力板sn",
            "运算板序列号",
            "板sn",
            "seriehashboard",
            "seriedeplaca",
            "serieplaca",
            "серийныйномерхешплаты",
            "серийныйномерплаты",
        ],
    ),
    (
        Field::PsuSerial,
        &[
            "psuserial",
            "psusn",
            "psuserialnumber",
            "powersupplyserial",
            "powersn",
            "powersupplysn",
            "apwsn",
            "电源序列号",
            "电源sn",
            "seriefuente",
            "seriedelafuente",
            "серийныйномербп",
            "серийныйномерблокапитания",
        ],
    ),
    (
        Field::ControlBoardSerial,
        &[
            "controlboardserial",
            "controlboardsn",
            "cbsn",
            "controllersn",
            "controllerserial",
            "ctrlboardsn",
            "controlboardserialnumber",
            "控制板序列号",
            "控制板sn",
            "serieplacadecontrol",
            "серийныйномерплатыуправления",
        ],
    ),
    (
        Field::ParentSerial,
        &[
            "parentserial",
            "parentsn",
            "parentdevicesn",
            "parentdeviceserial",
            "hostsn",
            "hostserial",
            "installedin",
            "hostminersn",
            "parentminersn",
        ],
    ),
    (
        Field::Model,
        &[
            "model",
            "minertype",
            "devicemodel",
            "modelname",
            "asicmodel",
            "machinemodel",
            "productmodel",
            "partmodel",
            "modelno",
            "modelnumber",
            "hardware",
            "product",
            "modeltype",
            "型号",
            "矿机型号",
            "机型",
            "设备型号",
            "modelo",
            "modelodelminero",
            "модель",
            "модельмайнера",
            "модельасика",
        ],
    ),
    (
        Field::MinerModel,
        &[
            "minermodel",
            "parentdevicemodel",
            "parentmodel",
            "hostmodel",
            "hostminermodel",
            "parentdevicetype",
        ],
    ),
    (
        Field::Kind,
        &[
            "part",
            "parttype",
            "kind",
            "component",
            "componenttype",
            "devicetype",
            "itemtype",
            "category",
            "assettype",
            "unittype",
            "repairedtype",
            "type",
            "类型",
            "部件",
            "配件",
            "tipo",
            "componente",
            "тип",
            "вид",
            "компонент",
        ],
    ),
    (
        Field::Customer,
        &[
            "customer",
            "client",
            "owner",
            "customername",
            "clientname",
            "company",
            "account",
            "subclient",
            "tenant",
            "客户",
            "客户名称",
            "所有者",
            "cliente",
            "propietario",
            "dueno",
            "клиент",
            "заказчик",
            "владелец",
        ],
    ),
    (
        Field::Site,
        &[
            "site",
            "farm",
            "facility",
            "sitename",
            "farmname",
            "datacenter",
            "datacentre",
            "miningsite",
            "矿场",
            "场地",
            "站点",
            "sitio",
            "granja",
            "площадка",
            "ферма",
            "цод",
        ],
    ),
    (
        Field::Location,
        &[
            "location",
            "position",
            "rack",
            "container",
            "place",
            "warehouse",
            "rackposition",
            "shelf",
            "row",
            "minerlocation",
            "位置",
            "货架",
            "库位",
            "ubicacion",
            "posicion",
            "estante",
            "место",
            "местоположение",
            "расположение",
            "стойка",
            "контейнер",
        ],
    ),
    (
        Field::Status,
        &[
            "status",
            "state",
            "condition",
            "状态",
            "estado",
            "статус",
            "состояние",
        ],
    ),
    (
        Field::Note,
        &[
            "comment",
            "comments",
            "note",
            "notes",
            "remark",
            "remarks",
            "memo",
            "description",
            "details",
            "备注",
            "说明",
            "comentario",
            "comentarios",
            "nota",
            "notas",
            "observaciones",
            "комментарий",
            "примечание",
            "заметка",
        ],
    ),
    (
        Field::Symptom,
        &[
            "symptom",
            "symptoms",
            "fault",
            "faultdescription",
            "issue",
            "problem",
            "failure",
            "defect",
            "error",
            "faultcode",
            "errorcode",
            "complaint",
            "failuremode",
            "issuedescription",
            "repairreason",
            "reason",
            "故障",
            "故障描述",
            "故障现象",
            "问题",
            "falla",
            "problema",
            "sintoma",
            "averia",
            "неисправность",
            "поломка",
            "проблема",
            "дефект",
        ],
    ),
    (
        Field::PurchasedOn,
        &[
            "purchasedate",
            "purchasedon",
            "datepurchased",
            "purchased",
            "boughton",
            "dateofpurchase",
            "orderdate",
            "invoicedate",
            "购买日期",
            "采购日期",
            "fechadecompra",
            "датапокупки",
            "куплен",
        ],
    ),
    (
        Field::DispatchedOn,
        &[
            "dispatchdate",
            "dispatchedon",
            "dispatched",
            "despatchdate",
            "dateofdispatch",
            "shipdate",
            "shippeddate",
            "shippedon",
            "shippingdate",
            "shipmentdate",
            "dateshipped",
            "exfactorydate",
            "发货日期",
            "出货日期",
            "出厂日期",
            "fechadedespacho",
            "fechadeenvio",
            "датаотгрузки",
            "отгружен",
        ],
    ),
    (
        Field::WarrantyUntil,
        &[
            "warrantyuntil",
            "warrantyend",
            "warrantyenddate",
            "warrantyexpiry",
            "warrantyexpires",
            "warrantyexpiration",
            "warranty",
            "warrantydate",
            "warrantyexpirydate",
            "warrantyto",
            "保修",
            "保修期",
            "保修到期",
            "质保",
            "质保到期",
            "garantia",
            "garantiahasta",
            "гарантия",
            "гарантиядо",
        ],
    ),
    (
        Field::AssetTag,
        &[
            "assettag",
            "asset",
            "assetid",
            "tag",
            "inventorynumber",
            "inventoryno",
            "assetnumber",
            "assetcode",
            "label",
            "资产编号",
            "编号",
            "etiqueta",
            "activo",
            "инвномер",
            "инвентарныйномер",
            "метка",
        ],
    ),
    (
        Field::Slot,
        &[
            "slot",
            "slotno",
            "chain",
            "chainno",
            "chainid",
            "boardposition",
            "插槽",
            "ranura",
            "слот",
        ],
    ),
];

/// Letters and digits of a header, lower case, accents off: `N° de Série` and `serialNum` alike.
pub(crate) fn key(header: &str) -> String {
    header
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
        .map(|c| match c {
            'á' | 'à' | 'ã' | 'â' => 'a',
            'é' | 'è' | 'ê' => 'e',
            'í' => 'i',
            'ó' | 'ô' | 'õ' => 'o',
            'ú' | 'ü' => 'u',
            'ñ' => 'n',
            'ç' => 'c',
            'ё' => 'е',
            other => other,
        })
        .collect()
}

/// The field a header names, and how surely.
pub(crate) fn field_of(header: &str) -> Option<(Field, Confidence)> {
    let key = key(header);
    if key.is_empty() || header.chars().count() > 60 {
        return None;
    }
    let exact = NAMES
        .iter()
        .find(|(_, names)| names.contains(&key.as_str()));
    if let Some((field, _)) = exact {
        return Some((*field, Confidence::Name));
    }
    // The same name with a number, as `Board 2 SN`, `pcbsn0`.
    let plain: String = key.chars().filter(|c| !c.is_ascii_digit()).collect();
    let numbered = NAMES
        .iter()
        .find(|(_, names)| names.contains(&plain.as_str()));
    if let Some((field, _)) = numbered.filter(|(field, _)| field.may_repeat()) {
        return Some((*field, Confidence::Name));
    }
    similar(header).map(|field| (field, Confidence::SimilarName))
}

/// By the words a header contains, the telling ones first.
fn similar(header: &str) -> Option<Field> {
    let lower = header.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphabetic())
        .filter(|w| !w.is_empty())
        .collect();
    let word = |names: &[&str]| words.iter().any(|w| names.contains(w));
    let part = |names: &[&str]| names.iter().any(|name| lower.contains(name));
    let serial = word(&["sn", "serial", "serials"]) || part(&["serial", "s/n", "序列", "серийн"]);
    if serial {
        return Some(if part(&["psu", "power", "apw"]) {
            Field::PsuSerial
        } else if part(&["control", "ctrl"]) || word(&["cb"]) {
            Field::ControlBoardSerial
        } else if part(&["board", "chain", "pcb"]) || word(&["hb"]) {
            Field::BoardSerial
        } else if part(&["parent"]) {
            Field::ParentSerial
        } else if part(&["new", "replace"]) {
            return None;
        } else {
            Field::Serial
        });
    }
    const WORDS: [(Field, &[&str]); 14] = [
        (
            Field::WarrantyUntil,
            &["warranty", "guarantee", "保修", "garant", "гаранти"],
        ),
        (
            Field::PurchasedOn,
            &["purchase", "bought", "购买", "compra", "покупк"],
        ),
        (
            Field::DispatchedOn,
            &[
                "dispatch",
                "ship date",
                "shipped on",
                "发货",
                "出厂",
                "despacho",
                "отгруз",
            ],
        ),
        (
            Field::Customer,
            &["customer", "client", "owner", "客户", "cliente", "клиент"],
        ),
        (
            Field::AssetTag,
            &["asset tag", "asset id", "inventory n", "资产"],
        ),
        (
            Field::Symptom,
            &[
                "symptom",
                "fault",
                "failure",
                "defect",
                "issue",
                "故障",
                "falla",
                "неисправн",
            ],
        ),
        (
            Field::Note,
            &[
                "comment",
                "remark",
                "notes",
                "备注",
                "comentario",
                "коммент",
                "примеч",
            ],
        ),
        (Field::Status, &["status", "状态", "estado", "статус"]),
        (
            Field::Location,
            &["location", "位置", "ubicaci", "располож"],
        ),
        (Field::Site, &["site name", "mining site", "farm", "矿场"]),
        (Field::MinerModel, &["miner model", "parent model"]),
        (Field::Model, &["model", "型号", "модель"]),
        (Field::Kind, &["part type", "component"]),
        (Field::Slot, &["slot"]),
    ];
    if word(&["mac"]) {
        return Some(Field::Mac);
    }
    WORDS
        .iter()
        .find(|(_, names)| part(names))
        .map(|(field, _)| *field)
}

/// How many cells of a row name fields of ours; none if any cell is a value.
pub(super) fn header_score(row: &Row) -> u32 {
    let mut score = 0;
    let mut filled = 0;
    for cell in row.cells() {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        filled += 1;
        // Long cells are prose or a pasted file, neither of which names a column.
        if cell.len() > 200 || matches!(look(cell), Look::Serial | Look::Mac | Look::Damaged) {
            return 0;
        }
        score += match field_of(cell) {
            Some((_, Confidence::Name)) => 3,
            Some(_) => 2,
            None => 0,
        };
    }
    // One near-name in a wide row is more likely a value (`PSU fault`) than a header.
    if filled > 2 && score <= 2 { 0 } else { score }
}

fn named(sheet: &Sheet, at: u32) -> Column {
    let header = sheet
        .header
        .as_ref()
        .and_then(|names| names.get(at as usize))
        .cloned();
    let found = header.as_deref().and_then(field_of);
    let slot = header
        .as_deref()
        .filter(|_| found.is_some_and(|(f, _)| f == Field::BoardSerial));
    Column {
        index: at,
        slot: slot.and_then(first_number),
        field: found.map(|(field, _)| field),
        confidence: found.map(|(_, confidence)| confidence),
        samples: samples(sheet, at),
        header: header.filter(|name| !name.is_empty()),
    }
}

fn first_number(text: &str) -> Option<u8> {
    let from = text.find(|c: char| c.is_ascii_digit())?;
    let digits: String = text[from..]
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

/// The first few filled cells of a column, cut to a readable length.
pub(crate) fn samples(sheet: &Sheet, at: u32) -> Vec<String> {
    let filled = sheet
        .rows
        .iter()
        .take(LOOKED_AT)
        .map(|row| row.cell(at).trim());
    let cut = |cell: &str| cell.chars().take(60).collect::<String>();
    filled
        .filter(|cell| !cell.is_empty())
        .take(4)
        .map(cut)
        .collect()
}

/// Where two columns claim one field, the better known one gets it, then the one whose cells
/// bear it out, then the first.
fn settle(sheet: &Sheet, columns: &mut [Column]) {
    for field in Field::ALL
        .iter()
        .copied()
        .filter(|field| !field.may_repeat())
    {
        let claims: Vec<usize> = (0..columns.len())
            .filter(|&at| columns[at].field == Some(field))
            .collect();
        if claims.len() < 2 {
            continue;
        }
        let worth = |&at: &usize| {
            let shares = Shares::of(sheet, columns[at].index, None);
            (
                columns[at].confidence,
                shares.bears_out(field),
                std::cmp::Reverse(at),
            )
        };
        let best = claims.iter().copied().max_by_key(worth);
        for at in claims {
            if Some(at) != best {
                columns[at].field = None;
                columns[at].confidence = None;
            }
        }
    }
}

/// What nobody named is known by its cells: always the serial, and in a list without a header
/// the MAC, the model and the part too.
fn by_content(sheet: &Sheet, models: &ModelIndex, columns: &mut [Column]) {
    let taken = |columns: &[Column], field: Field| columns.iter().any(|c| c.field == Some(field));
    let mut wanted = vec![Field::Serial, Field::Mac, Field::Model, Field::Kind];
    if sheet.header.is_some() {
        wanted.truncate(2);
    }
    for field in wanted {
        if taken(columns, field) {
            continue;
        }
        let free = columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.field.is_none());
        let best = free
            .map(|(at, column)| {
                (
                    Shares::of(sheet, column.index, Some(models)).bears_out(field),
                    at,
                )
            })
            .max_by_key(|&(share, at)| (share, std::cmp::Reverse(at)));
        if let Some((share, at)) = best
            && share >= 60
        {
            columns[at].field = Some(field);
            columns[at].confidence = Some(Confidence::Content);
        }
    }
    // In a list without a header the column of long words is the note.
    if sheet.header.is_none() && !taken(columns, Field::Note) {
        let last_words = columns.iter_mut().rev().find(|column| {
            column.field.is_none() && Shares::of(sheet, column.index, Some(models)).words >= 60
        });
        if let Some(column) = last_words {
            column.field = Some(Field::Note);
            column.confidence = Some(Confidence::Content);
        }
    }
}

/// A list of miners with only a "miner model" has it for its model.
fn miner_model_alone(columns: &mut [Column]) {
    let kinds = |field| columns.iter().filter(|c| c.field == Some(field)).count();
    if kinds(Field::Model) == 0 && kinds(Field::Kind) == 0 {
        for column in columns
            .iter_mut()
            .filter(|c| c.field == Some(Field::MinerModel))
        {
            column.field = Some(Field::Model);
        }
    }
}

/// Shares, in percent, of a column's filled cells by what they look like.
#[derive(Debug, Default)]
struct Shares {
    serial: u32,
    mac: u32,
    kind: u32,
    date: u32,
    model: u32,
    words: u32,
}

impl Shares {
    fn of(sheet: &Sheet, at: u32, models: Option<&ModelIndex>) -> Self {
        let mut counts = Self::default();
        let mut filled = 0;
        for row in sheet.rows.iter().take(LOOKED_AT) {
            let cell = row.cell(at).trim();
            if cell.is_empty() {
                continue;
            }
            filled += 1;
            let model = models.is_some_and(|models| names_model(models, cell));
            counts.model += u32::from(model);
            match look(cell) {
                Look::Serial if model => {}
                Look::Serial | Look::Damaged => counts.serial += 1,
                Look::Mac => counts.mac += 1,
                Look::Kind => counts.kind += 1,
                Look::Date => counts.date += 1,
                Look::Words => counts.words += 1,
                Look::Other => {}
            }
        }
        let percent = |count: u32| (count * 100).checked_div(filled).unwrap_or(0);
        Self {
            serial: percent(counts.serial),
            mac: percent(counts.mac),
            kind: percent(counts.kind),
            date: percent(counts.date),
            model: percent(counts.model),
            words: percent(counts.words),
        }
    }

    fn bears_out(&self, field: Field) -> u32 {
        match field {
            Field::Serial
            | Field::BoardSerial
            | Field::PsuSerial
            | Field::ControlBoardSerial
            | Field::ParentSerial => self.serial,
            Field::Mac => self.mac,
            Field::Kind => self.kind,
            Field::Model | Field::MinerModel => self.model,
            Field::PurchasedOn | Field::DispatchedOn | Field::WarrantyUntil => self.date,
            Field::Note | Field::Symptom => self.words,
            Field::Customer
            | Field::Site
            | Field::Location
            | Field::Status
            | Field::AssetTag
            | Field::Slot => 0,
        }
    }
}

fn names_model(models: &ModelIndex, cell: &str) -> bool {
    cell.len() < 40 && !matches!(models.find(cell, None), ModelMatch::Unknown { .. })
}

/// What a single cell looks like, whatever its column is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Serial,
    /// A serial or MAC a spreadsheet turned into a number.
    Damaged,
    Mac,
    Kind,
    Date,
    Words,
    Other,
}

pub(super) fn look(cell: &str) -> Look {
    if cell.len() > 400 {
        return Look::Other;
    }
    if kind_from_words(cell).is_some() {
        return Look::Kind;
    }
    if cell.len() >= 12 && normalise_mac(cell).is_ok() {
        return Look::Mac;
    }
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    if digits > 0 && parse_date(cell, Some(DateOrder::DayFirst)).is_ok() {
        return Look::Date;
    }
    if cell.split_whitespace().count() > 1 && digits < 8 {
        return Look::Words;
    }
    match normalise(cell) {
        Ok(read) if is_serial_like(&read.normal) || is_maker_like(cell, &read.normal) => {
            Look::Serial
        }
        Err(SerialProblem::ScientificNotation { .. } | SerialProblem::DigitsLost { .. }) => {
            Look::Damaged
        }
        _ => Look::Other,
    }
}

/// Long enough, one run of letters and digits, and with digits: what a label's serial is like.
pub(super) fn is_serial_like(normal: &str) -> bool {
    let digits = normal.bytes().filter(u8::is_ascii_digit).count();
    let plain = normal
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let letters = normal.bytes().any(|b| b.is_ascii_uppercase());
    plain
        && ((8..=40).contains(&normal.len()) && digits >= 2 && letters
            || (12..=40).contains(&normal.len()) && digits >= 1 && letters
            || (9..=24).contains(&normal.len()) && digits == normal.len())
}

/// A maker's serial with hardly a digit in it: told from a word by its form and its capitals.
fn is_maker_like(cell: &str, normal: &str) -> bool {
    !cell.contains(|c: char| c.is_whitespace() || c.is_lowercase())
        && Patterns::shipped().recognise(normal, None).is_some()
}

/// Short, the same for the same header, and different for any other.
pub(crate) fn fingerprint(sheet: &Sheet) -> String {
    let mut text = String::new();
    match &sheet.header {
        Some(names) => {
            for name in names {
                text.push_str(&key(name));
                text.push('\u{1f}');
            }
        }
        None => text = format!("no header, {} columns", sheet.width),
    }
    blake3::hash(text.as_bytes())
        .to_hex()
        .chars()
        .take(24)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{Choices, read_file};
    use std::ops::ControlFlow;

    fn sheet(text: &str) -> Sheet {
        let watch = &mut |_| ControlFlow::Continue(());
        read_file(text.as_bytes(), &Choices::default(), watch).unwrap()
    }

    fn fields(text: &str) -> Vec<Option<Field>> {
        let mapping = Mapping::suggest(&sheet(text), ModelIndex::shipped());
        mapping.columns.iter().map(|column| column.field).collect()
    }

    #[test]
    fn the_miningos_part_columns_map_without_help() {
        let text = "part,model,miner model,serial num,mac,status,location,comment\n\
            hashboard,M31S+,M31S+ VE20,HEM1EP9C400929K60003,,faulty,site.lab,no chips\n\
            controller,CB6,M31S+ VE20,,02:42:ac:11:00:02,ok_brand_new,site.warehouse,\n";

        assert_eq!(
            fields(text),
            [
                Field::Kind,
                Field::Model,
                Field::MinerModel,
                Field::Serial,
                Field::Mac,
                Field::Status,
                Field::Location,
                Field::Note,
            ]
            .map(Some)
        );
    }

    #[test]
    fn a_plain_fleet_list_maps_without_help() {
        let text = "Asset Tag;Miner Type;S/N;MAC Address;Customer;Site;Rack;Purchase Date;Warranty End;Issue\n\
            A-1;S19;SMTTATUBDJAAI00A5;02:42:ac:11:00:02;Acme;North;R1;2024-01-02;2025-01-02;no hash\n";

        assert_eq!(
            fields(text),
            [
                Field::AssetTag,
                Field::Model,
                Field::Serial,
                Field::Mac,
                Field::Customer,
                Field::Site,
                Field::Location,
                Field::PurchasedOn,
                Field::WarrantyUntil,
                Field::Symptom,
            ]
            .map(Some)
        );
    }

    #[test]
    fn headers_in_other_languages_are_known() {
        for header in [
            "序列号,型号,MAC地址,客户,备注",
            "Número de serie,Modelo,Dirección MAC,Cliente,Comentarios",
            "Серийный номер,Модель,MAC-адрес,Клиент,Примечание",
        ] {
            let text = format!("{header}\nSMTTATUBDJAAI00A5,S19,02:42:ac:11:00:02,Acme,x\n");

            let expected = [
                Field::Serial,
                Field::Model,
                Field::Mac,
                Field::Customer,
                Field::Note,
            ];
            assert_eq!(fields(&text), expected.map(Some), "{header}");
        }
    }

    #[test]
    fn serials_of_parts_are_told_from_the_miners() {
        let text = "Miner SN,PCB SN 0,PCB SN 1,Board 2 Serial,PSU SN,Control Board SN\n\
            SMTTATUBDJAAI00A5,HEM1EP9C400929K60003,HEM1EP9C400929K60004,HEM1EP9C400929K60005,1413C2335302222,X\n";
        let mapping = Mapping::suggest(&sheet(text), ModelIndex::shipped());

        let fields: Vec<_> = mapping.columns.iter().map(|c| (c.field, c.slot)).collect();
        assert_eq!(
            fields,
            [
                (Some(Field::Serial), None),
                (Some(Field::BoardSerial), Some(0)),
                (Some(Field::BoardSerial), Some(1)),
                (Some(Field::BoardSerial), Some(2)),
                (Some(Field::PsuSerial), None),
                (Some(Field::ControlBoardSerial), None),
            ]
        );
    }

    #[test]
    fn a_list_without_a_header_is_known_by_its_content() {
        let text = "SMTTATUBDJAAI00A5,Antminer S19j Pro,02:42:ac:11:00:02,no hash on one board\n\
            JYZZF1UBDHJHE01W0,S21,02:42:ac:11:00:03,fan is loud\n";

        let sheet = sheet(text);

        assert_eq!((sheet.header.as_ref(), sheet.rows.len()), (None, 2));
        assert_eq!(
            fields(text),
            [Field::Serial, Field::Model, Field::Mac, Field::Note].map(Some)
        );
    }

    #[test]
    fn a_serial_column_nobody_could_name_is_known_by_its_content() {
        let text = "Code,Miner Type,Zone\nSMTTATUBDJAAI00A5,S19,1\nJYZZF1UBDHJHE01W0,S19,2\n";

        assert_eq!(
            fields(text),
            [Some(Field::Serial), Some(Field::Model), None]
        );
    }

    #[test]
    fn of_two_serial_columns_the_filled_one_is_taken() {
        let text = "Serial,Serial Number\n,SMTTATUBDJAAI00A5\n,JYZZF1UBDHJHE01W0\n";

        assert_eq!(fields(text), [None, Some(Field::Serial)]);
    }

    #[test]
    fn a_manual_mapping_is_remembered_for_the_same_header_only() {
        let first = sheet("Code,Words\nSMTTATUBDJAAI00A5,hello\n");
        let again = sheet("code ,WORDS\nJYZZF1UBDHJHE01W0,bye\n");
        let other = sheet("Code,Words,More\nJYZZF1UBDHJHE01W0,bye,x\n");
        let models = ModelIndex::shipped();
        let mut manual = Mapping::suggest(&first, models).to_manual();
        manual.fields[1] = Some(Field::Symptom);

        let known = Mapping::suggest(&again, models).with_manual(&manual);
        let unknown = Mapping::suggest(&other, models).with_manual(&manual);

        assert_eq!(known.columns[1].field, Some(Field::Symptom));
        assert_eq!(known.columns[1].confidence, Some(Confidence::Manual));
        assert_eq!(unknown.columns[1].field, None);
    }

    #[test]
    fn the_preview_shows_values() {
        let text = "serial,note\nSMTTATUBDJAAI00A5,x\n,\nJYZZF1UBDHJHE01W0,\n";
        let mapping = Mapping::suggest(&sheet(text), ModelIndex::shipped());

        assert_eq!(
            mapping.columns[0].samples,
            ["SMTTATUBDJAAI00A5", "JYZZF1UBDHJHE01W0"]
        );
        assert_eq!(mapping.columns[0].header.as_deref(), Some("serial"));
    }
}
