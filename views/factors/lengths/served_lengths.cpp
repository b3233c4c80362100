// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/lengths/served_lengths.h"

#include "views/document/document.h"
#include "views/factors/lengths/runtime_simulation.h"
#include "views/plots/panel.h"
#include "views/plots/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <algorithm>

namespace ropewalk::views {

namespace {

constexpr int mostHeight = 170; // pixels of the axis, then it scrolls
constexpr int mostTokens = 1 << 30;

QLabel* word(const QString& text)
{
    QLabel* label = Panel::note(text);
    label->setWordWrap(false);
    return label;
}

/// A row without margins.
QWidget* together(std::initializer_list<QWidget*> parts)
{
    auto* made = new QWidget;
    auto* row = new QHBoxLayout(made);
    row->setContentsMargins(0, 0, 0, 0);
    for (QWidget* part : parts)
        row->addWidget(part);
    return made;
}

} // namespace

ServedLengths::ServedLengths(Document* document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_axis(new LengthAxis(document))
    , m_scroller(new QScrollArea)
    , m_runtime(new QComboBox)
    , m_prompt(new QSpinBox)
    , m_started(new QSpinBox)
    , m_words(Panel::note({}))
{
    m_scroller->setWidget(m_axis);
    m_scroller->setWidgetResizable(true);
    m_scroller->setFrameShape(QFrame::NoFrame);
    m_scroller->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroller->setFocusPolicy(Qt::NoFocus);
    m_scroller->viewport()->setAutoFillBackground(false);
    m_axis->setAutoFillBackground(false);
    m_words->setAccessibleName(tr("What the runtime does"));
    m_words->setFont(plainLettersFont(m_words->font()));
    m_words->setMinimumHeight(2 * m_words->fontMetrics().lineSpacing()); // wrapped text asks for one line at first
    m_words->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(makeChoices());
    column->addWidget(m_scroller);
    column->addWidget(m_words);

    connect(m_runtime, &QComboBox::currentIndexChanged, this, &ServedLengths::refresh);
    connect(m_started, &QSpinBox::valueChanged, this, &ServedLengths::refresh);
    connect(m_prompt, &QSpinBox::valueChanged, m_axis, &LengthAxis::setPrompt);
    connect(m_axis, &LengthAxis::promptMoved, this, &ServedLengths::refresh);
    for (auto changed : { &Document::projectReset, &Document::setsChanged, &Document::modelChanged })
        connect(document, changed, this, &ServedLengths::refresh);
    connect(document, &Document::activeSetChanged, this, &ServedLengths::refresh);
    connect(document, &Document::setEdited, this, &ServedLengths::refresh);
    const auto start = [this] {
        const QSignalBlocker quiet(m_started);
        m_started->setValue(int(std::min<std::int64_t>(m_document->project().target_length, mostTokens)));
        refresh();
    };
    connect(document, &Document::targetChanged, this, start);
    connect(document, &Document::projectReset, this, [this, start] {
        m_axis->setPrompt(m_document->geometry().original_length);
        start();
    });
    m_axis->setPrompt(document->geometry().original_length);
    start();
}

QWidget* ServedLengths::makeChoices()
{
    m_runtime->addItem(tr("no runtime"), -1);
    for (const formats::Runtime runtime : formats::all_runtimes())
        m_runtime->addItem(RuntimeSimulation::name(runtime), int(runtime));
    m_runtime->setAccessibleName(tr("Runtime"));
    m_runtime->setToolTip(tr("The program that runs the exported model: it has rules of its own for which list turns "
                             "which prompt"));
    for (QSpinBox* box : { m_prompt, m_started }) {
        box->setRange(1, mostTokens);
        box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
        box->setFont(scaledFont(font(), 0.9));
    }
    m_runtime->setFont(scaledFont(font(), 0.9));
    m_prompt->setAccessibleName(tr("Prompt in tokens"));
    m_prompt->setToolTip(
        tr("n, the tokens of a prompt, or of a conversation as it has grown: also the mark on the axis"));
    m_started->setAccessibleName(tr("Started for, tokens"));
    m_started->setToolTip(tr("The length that the runtime is started for (max_model_len, context): it chooses the "
                             "list by it, once and for all"));
    m_atStart = together({ word(tr("tokens, started for")), m_started });
    m_asked = together({ word(tr("with a prompt of")), m_prompt, m_atStart, word(tr("tokens")) });
    QWidget* row = together({ word(tr("as served by")), m_runtime, m_asked });
    static_cast<QHBoxLayout*>(row->layout())->addStretch(1);
    row->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    return row;
}

QString ServedLengths::said() const
{
    return m_words->text();
}

void ServedLengths::setModelType(const std::string& type)
{
    m_modelType = type;
    refresh();
}

void ServedLengths::refresh()
{
    const int chosen = m_runtime->currentData().toInt();
    std::optional<RuntimeSimulation> simulated;
    if (chosen >= 0)
        simulated
            = RuntimeSimulation::of(*m_document, formats::Runtime(chosen), m_modelType, m_started->value());
    m_axis->setRuntime(simulated ? std::optional(simulated->drawn()) : std::nullopt);
    const QSignalBlocker quiet(m_prompt);
    m_prompt->setValue(int(std::min<std::int64_t>(m_axis->prompt(), mostTokens)));
    m_asked->setVisible(chosen >= 0);
    m_atStart->setVisible(chosen >= 0 && formats::chooses_at_start(formats::Runtime(chosen)));
    QString words;
    if (simulated)
        words = tr("%1 %2").arg(simulated->atPrompt(m_axis->prompt()), simulated->crossing());
    else if (chosen >= 0)
        words = tr("There is no factor set yet that a runtime could be given.");
    m_words->setText(words);
    m_words->setVisible(!words.isEmpty());
    fit();
}

/// As high as its sets ask for, up to a point.
void ServedLengths::fit()
{
    m_scroller->setFixedHeight(std::min(mostHeight, m_axis->sizeHint().height() + 2));
}

} // namespace ropewalk::views
