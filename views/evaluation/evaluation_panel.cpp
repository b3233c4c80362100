// SPDX-License-Identifier: GPL-3.0-only
#include "views/evaluation/evaluation_panel.h"

#include "views/evaluation/result_table.h"
#include "views/language/translated.h"
#include "views/plots/axis.h"
#include "views/plots/pill_button.h"
#include "views/plots/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QStackedWidget>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr int invitationWidth = 440; // pixels

enum Page
{
    invitationPage,
    picturePage,
    tablePage
};

/// A button that does an action and looks as it does: text, tip, whether it can be pressed.
PillButton* buttonFor(QAction* action)
{
    auto* button = new PillButton(action->text());
    button->setCompact(true);
    button->setCheckable(action->isCheckable());
    const auto follow = [button, action] {
        button->setEnabled(action->isEnabled());
        button->setToolTip(action->toolTip());
        button->setChecked(action->isChecked());
        if (action->isCheckable())
            button->setText(action->text());
    };
    QObject::connect(button, &QAbstractButton::clicked, action, &QAction::trigger);
    QObject::connect(action, &QAction::changed, button, follow);
    follow();
    return button;
}

QString priceText(double seconds)
{
    if (seconds < 1)
        return durationText(seconds);
    return EvaluationPanel::tr("about %1").arg(durationText(seconds < 90 ? seconds : std::round(seconds / 60) * 60));
}

/// "needs about 1.2 GB of 14 GB", or that there is not so much and what would fit.
QString memoryText(const protocol::MemoryResult& memory)
{
    const QString need = translated(memory.message);
    if (memory.fits)
        return need;
    return memory.largest_length > 0 ? EvaluationPanel::tr("%1; about %L2 tokens would fit").arg(need).arg(memory.largest_length)
                                     : EvaluationPanel::tr("%1; no length would fit").arg(need);
}

} // namespace

/// How far a run is, as a thin bar that takes no room of its own.
class ProgressStrip : public QWidget
{
public:
    ProgressStrip()
    {
        setFixedHeight(3);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }

    void set(bool running, double share)
    {
        m_running = running;
        m_share = share;
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        if (!m_running)
            return;
        const Theme theme = themeFor(palette());
        QPainter painter(this);
        painter.fillRect(rect(), theme.grid);
        painter.fillRect(QRectF(0, 0, width() * std::clamp(m_share, 0.0, 1.0), height()), theme.accent);
    }

private:
    bool m_running = false;
    double m_share = 0;
};

EvaluationPanel::EvaluationPanel(const QString& title, QWidget* parent)
    : Panel(title, parent)
    , m_run(new QAction(tr("Run"), this))
    , m_stop(new QAction(tr("Stop"), this))
    , m_showTable(new QAction(tr("Table"), this))
    , m_showSettings(new QAction(tr("Settings"), this))
    , m_invite(new PillButton(tr("Run")))
    , m_status(note({}))
    , m_strip(new ProgressStrip)
    , m_pages(new QStackedWidget)
    , m_table(new ResultTable(this))
    , m_tableView(new ResultTableView(m_table))
{
    m_showTable->setCheckable(true);
    m_showTable->setToolTip(tr("The numbers behind the picture; Ctrl+C copies the selected rows"));
    m_showSettings->setCheckable(true);
    m_showSettings->setToolTip(tr("What is measured, and how much of it"));
    m_stop->setToolTip(tr("Stop; what was measured so far stays"));
    m_tableView->setAccessibleName(tr("%1: the numbers").arg(title));
    // Always there, so that nothing jumps when a run begins; long reasons wrap.
    m_status->setMinimumHeight(m_status->fontMetrics().height());

    m_runButton = buttonFor(m_run);
    m_runButton->setPrimary(true);
    m_stopButton = buttonFor(m_stop);
    header()->addWidget(buttonFor(m_showTable));
    header()->addWidget(buttonFor(m_showSettings));
    header()->addWidget(m_stopButton);
    header()->addWidget(m_runButton);
    m_invite->setPrimary(true);
    connect(m_invite, &QAbstractButton::clicked, m_run, &QAction::trigger);
    connect(m_run, &QAction::triggered, this, &EvaluationPanel::runRequested);
    connect(m_stop, &QAction::triggered, this, &EvaluationPanel::stopRequested);
    connect(m_showTable, &QAction::toggled, this, &EvaluationPanel::refresh);
    addMenu();
}

void EvaluationPanel::setParts(QWidget* settings, const QString& invitation, QWidget* content)
{
    auto* empty = new QWidget;
    auto* column = new QVBoxLayout(empty);
    auto* text = new QLabel(invitation);
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignCenter);
    text->setTextFormat(Qt::PlainText);
    text->setFont(plainLettersFont(text->font()));
    text->setFixedWidth(invitationWidth);
    column->addStretch(2);
    auto* middle = new QHBoxLayout; // a text with a height for its width must not stand under an alignment
    middle->addStretch(1);
    middle->addWidget(text);
    middle->addStretch(1);
    column->addLayout(middle);
    column->addSpacing(10);
    column->addWidget(m_invite, 0, Qt::AlignHCenter);
    column->addStretch(3);

    m_pages->addWidget(empty);
    m_pages->addWidget(content);
    m_pages->addWidget(m_tableView);
    settings->hide();
    settings->setAccessibleName(tr("%1: settings").arg(accessibleName()));
    connect(m_showSettings, &QAction::toggled, settings, &QWidget::setVisible);
    body()->addWidget(m_strip);
    body()->addWidget(settings);
    body()->addWidget(m_status);
    body()->addWidget(m_pages, 1);
    refresh();
}

void EvaluationPanel::setAvailable(bool available, const QString& reason)
{
    m_available = available;
    m_reason = reason;
    refresh();
}

void EvaluationPanel::setMemory(const protocol::MemoryResult& memory)
{
    m_memory = memory;
    refresh();
}

void EvaluationPanel::setPrice(std::optional<double> seconds)
{
    m_price = seconds;
    refresh();
}

void EvaluationPanel::setRunning(bool running, const QString& of)
{
    if (running && (!m_running || of != m_of))
        m_progress = {};
    if (running) {
        m_failure.clear();
        m_note.clear();
    }
    m_running = running;
    m_of = of;
    refresh();
}

void EvaluationPanel::setProgress(const protocol::JobProgress& progress)
{
    m_progress = progress;
    refresh();
}

void EvaluationPanel::setFailure(const QString& why)
{
    m_failure = why;
    refresh();
}

void EvaluationPanel::setNote(const QString& note)
{
    m_note = note;
    refresh();
}

void EvaluationPanel::setHasResults(bool has)
{
    m_has = has;
    refresh();
}

void EvaluationPanel::setObjection(const QString& why)
{
    m_objection = why;
    refresh();
}

bool EvaluationPanel::isEmpty() const
{
    return m_pages->currentIndex() == invitationPage;
}

QString EvaluationPanel::statusText() const
{
    return m_status->text();
}

QString EvaluationPanel::csv() const
{
    return csvOf(*m_table);
}

void EvaluationPanel::refresh()
{
    const PillButton* focused = nullptr;
    for (const PillButton* button : { m_runButton, m_stopButton, m_invite })
        if (button->hasFocus())
            focused = button;
    const bool fits = m_memory.message.empty() || m_memory.fits;
    m_run->setEnabled(m_available && m_objection.isEmpty() && fits && !m_running);
    m_run->setToolTip(!m_available     ? m_reason
            : !m_objection.isEmpty()   ? m_objection
            : fits                     ? tr("Measure what is missing of the chosen sets")
                                       : tr("This does not fit: it %1").arg(memoryText(m_memory)));
    m_stop->setEnabled(m_running);
    m_runButton->setVisible(!m_running);
    m_stopButton->setVisible(m_running);
    const QString price = m_price && *m_price > 0 ? tr("Run, %1").arg(priceText(*m_price)) : tr("Run");
    for (PillButton* button : { m_runButton, m_invite }) {
        button->setText(price);
        button->setAccessibleName(tr("%1: %2").arg(accessibleName(), price));
        button->updateGeometry();
    }
    m_invite->setEnabled(m_run->isEnabled());
    for (QAction* action : { m_showTable, m_copy, m_saveCsv, m_saveJson })
        action->setEnabled(m_has);
    m_pages->setCurrentIndex(!m_has && !m_running ? invitationPage : m_showTable->isChecked() ? tablePage : picturePage);
    // A button that went hands the keyboard to the one in its place, not to whatever stands next in the window.
    if (focused && !focused->isVisibleTo(this))
        (m_running ? m_stopButton : m_runButton)->setFocus();

    QStringList parts;
    bool alarming = false;
    if (m_running) {
        parts << (m_of.isEmpty() ? tr("measuring") : tr("measuring %1").arg(m_of));
        if (m_progress.total > 0)
            parts << tr("%1 of %2").arg(m_progress.done).arg(m_progress.total);
        if (m_progress.seconds_left >= 0)
            parts << tr("%1 left").arg(durationText(m_progress.seconds_left));
        if (!m_progress.message.empty())
            parts << translated(m_progress.message);
    } else if (!m_objection.isEmpty()) {
        parts << m_objection;
        alarming = true;
    } else if (!m_failure.isEmpty()) {
        parts << m_failure;
        alarming = true;
    } else if (!m_available) {
        parts << m_reason;
    } else {
        if (!m_note.isEmpty())
            parts << m_note;
        if (!m_memory.message.empty())
            parts << memoryText(m_memory);
        alarming = !fits;
    }
    m_status->setText(parts.join(QStringLiteral(" · ")));
    m_status->setToolTip(m_status->text());
    m_status->setForegroundRole(alarming ? QPalette::BrightText : QPalette::PlaceholderText);
    m_strip->set(m_running, m_progress.total > 0 ? double(m_progress.done) / double(m_progress.total) : 0);
}

void EvaluationPanel::addMenu()
{
    m_copy = new QAction(tr("Copy as CSV"), this);
    m_saveCsv = new QAction(tr("Save as CSV…"), this);
    m_saveJson = new QAction(tr("Save as JSON…"), this);
    connect(m_copy, &QAction::triggered, this, [this] { QGuiApplication::clipboard()->setText(csv()); });
    connect(m_saveCsv, &QAction::triggered, this, [this] { Q_EMIT saveRequested(QStringLiteral("csv")); });
    connect(m_saveJson, &QAction::triggered, this, [this] { Q_EMIT saveRequested(QStringLiteral("json")); });
    auto* line = new QAction(this);
    line->setSeparator(true);
    addActions({ m_copy, m_saveCsv, m_saveJson, line, m_showTable, m_showSettings });
    setContextMenuPolicy(Qt::ActionsContextMenu);
}

} // namespace ropewalk::views
