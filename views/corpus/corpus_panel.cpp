// SPDX-License-Identifier: GPL-3.0-only
#include "views/corpus/corpus_panel.h"

#include "views/evaluation/result_table.h"
#include "views/language/translated.h"
#include "views/plots/pill_button.h"
#include "views/plots/theme.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QStackedWidget>
#include <QUrl>

namespace ropewalk::views {

namespace {

constexpr int invitationWidth = 440; // pixels
constexpr QLatin1String usualField("text"); // a key of a file, in no language
constexpr int fieldWidth = 160;

/// A text by its name, or a folder: what the engine reads of it, it says itself.
QString droppedText(const QMimeData& data)
{
    for (const QUrl& url : data.urls()) {
        const QFileInfo info(url.toLocalFile());
        const QString suffix = info.suffix().toLower();
        for (const char* known : { "txt", "md", "text", "jsonl", "ndjson", "json", "npy" })
            if (suffix == QLatin1String(known))
                return info.absoluteFilePath();
        if (info.isDir())
            return info.absoluteFilePath();
    }
    return {};
}

/// Lines of JSON may be in it.
bool mayHoldLines(const QString& path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    return suffix == u"jsonl" || suffix == u"ndjson" || (suffix.isEmpty() && !path.isEmpty() && path != u"demo");
}

} // namespace

CorpusPanel::CorpusPanel(QWidget* parent)
    : Panel(tr("Text"), parent)
    , m_pages(new QStackedWidget)
    , m_name(heading({}))
    , m_summary(new QLabel)
    , m_place(note({}))
    , m_status(note({}))
    , m_fieldRow(new QWidget)
    , m_field(new QLineEdit)
    , m_table(new ResultTable(this))
    , m_tableView(new ResultTableView(m_table))
{
    setAcceptDrops(true);
    setHint(tr("a text or a folder can be dropped here"));
    addButtons(header());

    auto* empty = new QWidget;
    auto* text = new QLabel(tr("Perplexity, entropy maps and searches are measured on a text. Drop a text file, JSON lines "
                               "or a folder of them here, or choose one."));
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignCenter);
    text->setFixedWidth(invitationWidth);
    auto* choices = new QHBoxLayout;
    choices->addStretch(1);
    addButtons(choices);
    choices->addStretch(1);
    auto* middle = new QHBoxLayout; // a text with a height for its width must not stand under an alignment
    middle->addStretch(1);
    middle->addWidget(text);
    middle->addStretch(1);
    auto* column = new QVBoxLayout(empty);
    column->addStretch(2);
    column->addLayout(middle);
    column->addSpacing(10);
    column->addLayout(choices);
    column->addStretch(3);

    m_name->setFont(scaledFont(font(), 1.25, true));
    m_place->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_tableView->setAccessibleName(tr("How much of the text is long enough"));
    m_field->setPlaceholderText(usualField);
    m_field->setFixedWidth(fieldWidth);
    m_field->setAccessibleName(tr("Field that holds the text"));
    m_field->setToolTip(tr("Of JSON lines: under which name each line holds its text"));
    auto* fieldRow = new QHBoxLayout(m_fieldRow);
    fieldRow->setContentsMargins(0, 0, 0, 0);
    fieldRow->addWidget(new QLabel(tr("field of each line")));
    fieldRow->addWidget(m_field);
    fieldRow->addStretch(1);
    auto* shown = new QWidget;
    auto* rows = new QVBoxLayout(shown);
    rows->setContentsMargins(0, 4, 0, 0);
    rows->setSpacing(5);
    for (QWidget* one : std::initializer_list<QWidget*>{ m_name, m_summary, m_place, m_fieldRow })
        rows->addWidget(one);
    rows->addSpacing(6);
    rows->addWidget(m_tableView, 1);
    m_pages->addWidget(empty);
    m_pages->addWidget(shown);
    m_status->setMinimumHeight(m_status->fontMetrics().height());
    body()->addWidget(m_status);
    body()->addWidget(m_pages, 1);
    connect(m_field, &QLineEdit::editingFinished, this, [this] {
        if (m_field->isModified() && !m_path.isEmpty()) {
            m_field->setModified(false);
            Q_EMIT openRequested(m_path, m_field->text().trimmed());
        }
    });
    refresh();
}

void CorpusPanel::addButtons(QLayout* row)
{
    const auto add = [&](const QString& text, const QString& told, auto pressed) {
        auto* button = new PillButton(text);
        button->setCompact(true);
        button->setToolTip(told);
        connect(button, &QAbstractButton::clicked, this, pressed);
        row->addWidget(button);
        m_buttons.push_back(button);
    };
    add(tr("Bundled"), tr("The bundled model's own text, made up as long as it is needed"),
        [this] { Q_EMIT openRequested(QStringLiteral("demo"), {}); });
    add(tr("File…"), tr("A text, JSON lines, or token ids as .json or .npy"), &CorpusPanel::fileRequested);
    add(tr("Folder…"), tr("All texts of a folder, each one a document"), &CorpusPanel::folderRequested);
}

void CorpusPanel::setOpened(const QString& path, const QString& field)
{
    m_path = path;
    m_field->setText(field);
    refresh();
}

void CorpusPanel::setCount(std::optional<protocol::DocumentsCountResult> count)
{
    m_count = std::move(count);
    fillTable();
    refresh();
}

void CorpusPanel::setBusy(bool busy)
{
    m_busy = busy;
    refresh();
}

void CorpusPanel::setAvailable(bool available, const QString& reason)
{
    m_available = available;
    m_reason = reason;
    refresh();
}

void CorpusPanel::setFailure(const QString& why)
{
    m_failure = why;
    refresh();
}

QString CorpusPanel::summary() const
{
    return m_summary->text();
}

QString CorpusPanel::statusText() const
{
    return m_status->text();
}

bool CorpusPanel::isEmpty() const
{
    return m_pages->currentIndex() == 0;
}

void CorpusPanel::refresh()
{
    for (QWidget* button : m_buttons)
        button->setEnabled(m_available && !m_busy);
    m_pages->setCurrentIndex(m_path.isEmpty() ? 0 : 1);
    m_fieldRow->setVisible(mayHoldLines(m_path));
    const bool demo = m_path == u"demo";
    m_name->setText(demo ? tr("The bundled model's text") : QFileInfo(m_path).fileName());
    m_place->setText(demo ? QString() : m_path);
    m_place->setVisible(!demo);
    QString summary;
    if (m_count && m_count->endless)
        summary = tr("Made up as long as it is needed; %L1 documents unless more are asked for").arg(m_count->documents);
    else if (m_count)
        summary = (m_count->documents == 1 ? tr("One document") : tr("%L1 documents").arg(m_count->documents))
            + tr(" · %L1 tokens").arg(m_count->tokens);
    m_summary->setText(summary);

    QString status;
    bool alarming = true;
    if (m_busy) {
        status = tr("reading the text");
        alarming = false;
    } else if (!m_failure.isEmpty()) {
        status = m_failure;
    } else if (!m_available) {
        status = m_reason;
        alarming = false;
    } else if (m_count && !m_count->endless) {
        QStringList lacks;
        for (const protocol::LengthCount& count : m_count->counts)
            if (count.windows == 0)
                lacks << tr("%L1").arg(count.length);
        if (!lacks.isEmpty())
            status = tr("No document is long enough for %1 tokens.").arg(lacks.join(tr(", ")));
        for (const Words& warning : m_count->warnings)
            status += (status.isEmpty() ? QString() : QStringLiteral(" ")) + translated(warning);
    }
    m_status->setText(status);
    m_status->setForegroundRole(alarming ? QPalette::BrightText : QPalette::PlaceholderText);
}

void CorpusPanel::fillTable()
{
    std::vector<QVariantList> rows;
    if (m_count)
        for (const protocol::LengthCount& count : m_count->counts)
            rows.push_back({ qlonglong(count.length), qlonglong(count.documents), qlonglong(count.windows),
                qlonglong(count.held_out), qlonglong(count.search) });
    m_table->setContent({ { tr("length"), tr("Tokens that something is measured at") },
                            { tr("long enough"), tr("Documents that hold one window of this length or more") },
                            { tr("windows"), tr("Windows that the documents can be cut into, one behind the other") },
                            { tr("held out"), tr("Windows that no search sees: headline numbers come from them") },
                            { tr("for searches"), tr("Windows that searches score their candidates on") } },
        std::move(rows));
}

void CorpusPanel::dragEnterEvent(QDragEnterEvent* event)
{
    if (m_available && !m_busy && !droppedText(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void CorpusPanel::dropEvent(QDropEvent* event)
{
    const QString path = droppedText(*event->mimeData());
    if (path.isEmpty())
        return;
    event->acceptProposedAction();
    Q_EMIT openRequested(path, {});
}

} // namespace ropewalk::views
