// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/export/export_dialog.h"
#include "app/studio/export/runtime_view.h"
#include "views/language/set_texts.h"
#include "views/plots/panel.h"
#include "views/plots/pill_button.h"
#include "views/plots/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QScreen>
#include <QSplitter>
#include <QVBoxLayout>

namespace ropewalk::studio {

/// Formats on the left; the file above the runtimes on the right; buttons below.
void ExportDialog::arrange()
{
    const QSize room = screen()->availableSize();
    resize(qMin(1180, room.width() - 40), qMin(730, room.height() - 60));
    QString name;
    for (const rope::FactorSet& set : m_job.project.sets)
        if (set.id == m_job.set)
            name = views::shownName(set);
    const std::int64_t length = m_job.project.geometry.original_length, target = m_job.project.target_length;

    m_formats->setAccessibleName(tr("Form of the file"));
    m_formats->setFixedWidth(m_formats->sizeHintForColumn(0) + 40);
    m_formats->setSpacing(3);
    m_formats->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_shortSet->setSizeAdjustPolicy(QComboBox::AdjustToContentsOnFirstShow);
    m_shortSet->setMinimumContentsLength(8);
    m_preview->setReadOnly(true);
    m_preview->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_preview->setFont(views::numberFont(font(), 0.92));
    m_preview->setAccessibleName(tr("The file"));
    m_preview->setMinimumHeight(90);
    m_refusal->setReadOnly(true);
    m_refusal->setFrameShape(QFrame::NoFrame);
    m_refusal->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_refusal->viewport()->setAutoFillBackground(false);
    m_refusal->document()->setDocumentMargin(0);
    m_refusal->setFont(views::plainLettersFont(font()));
    m_refusal->setAccessibleName(tr("Why there is no file"));
    m_purpose->setFont(views::plainLettersFont(m_purpose->font()));
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setFont(views::plainLettersFont(font()));

    auto* file = new QWidget(this);
    auto* above = new QVBoxLayout(file);
    above->setContentsMargins(0, 0, 0, 0);
    auto* choices = new QHBoxLayout;
    auto* label = new QLabel(tr("Prompts up to %L1 tokens").arg(length), file);
    label->setBuddy(m_shortSet);
    choices->addWidget(label);
    choices->addWidget(m_shortSet);
    choices->addStretch(1);
    above->addWidget(m_purpose);
    above->addLayout(choices);
    above->addWidget(m_gguf, 0, Qt::AlignLeft);
    above->addWidget(m_preview, 1);
    above->addWidget(m_instead, 0, Qt::AlignLeft);
    above->addWidget(m_refusal, 1);

    auto* table = new QWidget(this);
    auto* below = new QVBoxLayout(table);
    below->setContentsMargins(0, 6, 0, 0);
    below->addWidget(views::Panel::heading(tr("Who applies which list, when"), table));
    below->addWidget(m_runtimes, 1);

    auto* parts = new QSplitter(Qt::Vertical, this);
    parts->setChildrenCollapsible(false);
    parts->addWidget(file);
    parts->addWidget(table);
    parts->setSizes({330, 290});

    auto* middle = new QHBoxLayout;
    middle->setSpacing(14);
    middle->addWidget(m_formats);
    middle->addWidget(parts, 1);

    auto* close = new views::PillButton(tr("Close"), this);
    m_save->setPrimary(true);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_message, 1);
    buttons->addWidget(close);
    buttons->addWidget(m_copy);
    buttons->addWidget(m_save);
    connect(close, &QAbstractButton::clicked, this, &QDialog::reject);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(10);
    layout->addWidget(views::Panel::heading(tr("“%1”, made for %L2 tokens (%3 × the trained %L4)")
                                                .arg(name)
                                                .arg(target)
                                                .arg(double(target) / double(length))
                                                .arg(length)));
    layout->addLayout(middle, 1);
    layout->addLayout(buttons);
}

} // namespace ropewalk::studio
