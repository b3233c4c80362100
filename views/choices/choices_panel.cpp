// SPDX-License-Identifier: GPL-3.0-only
#include "views/choices/choices_panel.h"

#include "views/choices/accuracy_bars.h"
#include "views/choices/choices_settings.h"
#include "views/evaluation/result_table.h"
#include "views/evaluation/segments.h"
#include "views/evaluation/set_style.h"
#include "views/plots/axis.h"

#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMimeData>
#include <QSplitter>
#include <QStyledItemDelegate>
#include <QTextBrowser>
#include <QUrl>
#include <algorithm>
#include <map>

namespace ropewalk::views {

namespace {

constexpr int questionColumn = 1;
constexpr qsizetype longestQuestion = 110; // characters in the list

using Answers = std::vector<const protocol::ChoiceRow*>; ///< one a set; null = not asked yet

QString droppedFile(const QMimeData& data)
{
    for (const QUrl& url : data.urls())
        if (const QString path = url.toLocalFile(); path.endsWith(u".jsonl") || path.endsWith(u".ndjson"))
            return path;
    return {};
}

std::map<std::int64_t, Answers> byQuestion(const Measurements<protocol::ChoicesResult>& results)
{
    std::map<std::int64_t, Answers> questions;
    for (std::size_t set = 0; set < results.size(); ++set)
        if (results[set].result)
            for (const protocol::ChoiceRow& row : results[set].result->rows) {
                Answers& answers = questions[row.index];
                answers.resize(results.size());
                answers[set] = &row;
            }
    return questions;
}

const protocol::ChoiceRow* anyOf(const Answers& answers)
{
    for (const protocol::ChoiceRow* row : answers)
        if (row)
            return row;
    return nullptr;
}

QString choiceText(const protocol::ChoiceRow& row, int choice)
{
    return choice >= 0 && choice < int(row.choices.size())
        ? QString::fromStdString(row.choices[std::size_t(choice)]).simplified()
        : QStringLiteral("–");
}

bool differs(const Answers& answers)
{
    const protocol::ChoiceRow* first = anyOf(answers);
    for (const protocol::ChoiceRow* row : answers)
        if (row && row->chosen != first->chosen)
            return true;
    return false;
}

/// Cells whose end is what counts: a question stands at the end of its text.
class EndDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->textElideMode = Qt::ElideLeft;
    }
};

} // namespace

ChoicesPanel::ChoicesPanel(QWidget* parent)
    : EvaluationPanel(tr("Standard questions"), parent)
    , m_settings(new ChoicesSettings)
    , m_bars(new AccuracyBars)
    , m_filter(new Segments(tr("Questions"),
          { { tr("All"), tr("Every question that was asked") },
              { tr("Sets differ"), tr("Questions that the sets answered in different ways") },
              { tr("A is wrong"), tr("Questions that A missed") } }))
    , m_questions(new ResultTable(this))
    , m_list(new ResultTableView(m_questions))
    , m_details(new QTextBrowser)
{
    setAcceptDrops(true);
    m_list->setAccessibleName(tr("Questions"));
    m_list->setItemDelegateForColumn(questionColumn, new EndDelegate(m_list));
    m_details->setFrameShape(QFrame::NoFrame);
    m_details->viewport()->setAutoFillBackground(false); // it lies on the panel
    m_details->setFont(scaledFont(font(), 0.92));
    m_details->setAccessibleName(tr("The chosen question"));
    auto* lists = new QSplitter(Qt::Horizontal);
    lists->setHandleWidth(14);
    lists->addWidget(m_list);
    lists->addWidget(m_details);
    lists->setStretchFactor(0, 5);
    lists->setStretchFactor(1, 2);
    lists->setChildrenCollapsible(false);
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(m_bars);
    column->addWidget(m_filter);
    column->addWidget(lists, 1);
    setParts(m_settings,
        tr("Questions with several choices are answered by likelihood. The answers show whether a set that reads "
           "further still knows what the model knew within its trained length."),
        content);
    connect(m_settings, &SettingsGrid::changed, this, &EvaluationPanel::settingsChanged);
    connect(m_settings, &ChoicesSettings::fileRequested, this, &ChoicesPanel::fileRequested);
    connect(m_filter, &Segments::chosen, this, &ChoicesPanel::fillQuestions);
    connect(m_list, &ResultTableView::rowChosen, this, &ChoicesPanel::tell);
    show();
}

protocol::ChoicesParams ChoicesPanel::params() const
{
    return m_settings->params();
}

void ChoicesPanel::setParams(const protocol::ChoicesParams& params)
{
    m_settings->setParams(params);
}

void ChoicesPanel::setPath(const QString& path)
{
    m_settings->setPath(path);
}

void ChoicesPanel::setSets(const std::vector<rope::FactorSet>& sets)
{
    m_settings->setSets(sets);
}

void ChoicesPanel::setResults(Measurements<protocol::ChoicesResult> results)
{
    m_results = std::move(results);
    show();
}

QString ChoicesPanel::details() const
{
    return m_details->toPlainText();
}

void ChoicesPanel::show()
{
    m_bars->setResults(m_results);
    std::vector<QVariantList> rows;
    bool any = false;
    for (const auto& one : m_results) {
        if (!one.result)
            continue;
        any = true;
        const protocol::ChoicesResult& r = *one.result;
        rows.push_back({ titleOf(one.of), r.accuracy, r.low, r.high, qlonglong(r.correct), qlonglong(r.questions),
            r.chance, qlonglong(r.longest) });
    }
    table()->setContent({ { tr("set"), {} }, { tr("accuracy"), {} },
                            { tr("low"), tr("Wilson's 95 % interval of the accuracy") }, { tr("high"), {} },
                            { tr("right"), {} }, { tr("questions"), {} },
                            { tr("guessing"), tr("The accuracy of choosing blindly") },
                            { tr("longest"), tr("Tokens of the longest prompt with its choice") } },
        std::move(rows));
    fillQuestions();
    setHasResults(any);
}

void ChoicesPanel::fillQuestions()
{
    std::vector<ResultTable::Column> columns{ { QStringLiteral("#"), {} }, { tr("question"), {} },
        { tr("right answer"), {} } };
    for (const auto& one : m_results)
        columns.push_back({ titleOf(one.of), tr("What this set finds likeliest") });
    std::vector<QVariantList> rows;
    m_shown.clear();
    for (const auto& [index, answers] : byQuestion(m_results)) {
        const protocol::ChoiceRow* any = anyOf(answers);
        const bool aIsWrong = answers.front() && answers.front()->chosen != answers.front()->answer;
        if ((m_filter->current() == 1 && !differs(answers)) || (m_filter->current() == 2 && !aIsWrong))
            continue;
        QString question = QString::fromStdString(any->question).simplified();
        if (question.size() > longestQuestion) // what is asked stands at the end
            question = u'…' + question.right(longestQuestion - 1);
        QVariantList row{ qlonglong(index + 1), question, choiceText(*any, any->answer) };
        for (const protocol::ChoiceRow* answer : answers)
            row << (!answer ? QString()
                            : (answer->chosen == answer->answer ? QStringLiteral("✓ ") : QStringLiteral("✗ "))
                        + choiceText(*answer, answer->chosen));
        rows.push_back(std::move(row));
        m_shown.push_back(index);
    }
    const int before = m_questions->columnCount();
    m_questions->setContent(std::move(columns), std::move(rows));
    if (before != m_questions->columnCount())
        sizeColumns();
    const auto still = std::find(m_shown.begin(), m_shown.end(), m_told);
    tell(still == m_shown.end() ? -1 : int(still - m_shown.begin()));
}

void ChoicesPanel::sizeColumns()
{
    QHeaderView* header = m_list->horizontalHeader();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(QHeaderView::Stretch);
    header->setSectionResizeMode(0, QHeaderView::ResizeToContents);
}

void ChoicesPanel::tell(int row)
{
    const Theme theme = themeFor(palette());
    const auto ink = [](const QColor& colour, const QString& text) {
        return QStringLiteral("<span style='color:%1'>%2</span>").arg(colour.name(), text);
    };
    m_told = row >= 0 && row < int(m_shown.size()) ? m_shown[std::size_t(row)] : -1;
    const auto questions = byQuestion(m_results);
    const auto found = questions.find(m_told);
    if (found == questions.end()) {
        m_details->setHtml(
            ink(theme.muted, tr("Choose a question to see how likely each set finds its choices.").toHtmlEscaped()));
        return;
    }
    const protocol::ChoiceRow* any = anyOf(found->second);
    QString html = QStringLiteral("<p><b>%1</b></p>").arg(QString::fromStdString(any->question).toHtmlEscaped());
    for (int choice = 0; choice < int(any->choices.size()); ++choice) {
        const bool right = choice == any->answer;
        html += QStringLiteral("<p>%1 %2").arg(right ? ink(theme.good, QStringLiteral("✓")) : QStringLiteral("&nbsp;&nbsp;"),
            (right ? QStringLiteral("<b>%1</b>") : QStringLiteral("%1")).arg(choiceText(*any, choice).toHtmlEscaped()));
        for (std::size_t set = 0; set < found->second.size(); ++set) {
            const protocol::ChoiceRow* answer = found->second[set];
            if (!answer || choice >= int(answer->scores.size()))
                continue;
            const QString score = significantText(answer->scores[std::size_t(choice)], 4);
            html += QStringLiteral("<br/>%1 %2%3").arg(
                ink(inkOf(theme, m_results[set].of.set), titleOf(m_results[set].of).toHtmlEscaped()), score,
                answer->chosen == choice ? tr(" · chosen") : QString());
        }
        html += QStringLiteral("</p>");
    }
    html += QStringLiteral("<p>%1</p>").arg(ink(theme.muted,
        params().length_normalised ? tr("log-likelihood in nats a byte; %1 tokens").arg(any->tokens)
                                   : tr("log-likelihood in nats; %1 tokens").arg(any->tokens)));
    m_details->setHtml(html);
}

void ChoicesPanel::dragEnterEvent(QDragEnterEvent* event)
{
    if (!droppedFile(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void ChoicesPanel::dropEvent(QDropEvent* event)
{
    const QString path = droppedFile(*event->mimeData());
    if (path.isEmpty())
        return;
    event->acceptProposedAction();
    setPath(path);
}

void ChoicesPanel::changeEvent(QEvent* event)
{
    EvaluationPanel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        show();
}

} // namespace ropewalk::views
