// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/workspace/learn_page.h"

#include "views/document/document.h"
#include "views/learn/learn_board.h"
#include "views/plots/panel.h"
#include "views/plots/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QShortcut>
#include <QVBoxLayout>
#include <algorithm>

namespace ropewalk::studio {

namespace {

constexpr int kColumnWidth = 272;
constexpr int kLeastColumnWidth = 240; // on a screen of 1024 pixels, beside the list of sets
constexpr int kGap = 7;
constexpr double kLessonText = 1.08; // of the window's font

} // namespace

LearnPage::LearnPage(views::Document& document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_board(new views::LearnBoard(&document))
    , m_title(views::Panel::heading({}))
    , m_text(new QLabel)
    , m_count(views::Panel::note({}))
    , m_back(new QPushButton(tr("&Back")))
    , m_next(new QPushButton(tr("&Next")))
    , m_scroll(new QScrollArea)
{
    m_title->setWordWrap(true);
    m_title->setFont(views::scaledFont(m_title->font(), 1.25, true));
    // n̂ and λᵢ stand in running text.
    m_text->setFont(views::plainLettersFont(views::scaledFont(m_text->font(), kLessonText)));
    m_text->setTextFormat(Qt::RichText);
    m_count->setWordWrap(false);
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignTop);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setAccessibleName(tr("Lesson"));
    m_back->setToolTip(tr("The lesson before (Alt+Left)."));
    m_next->setToolTip(tr("The next lesson (Alt+Right)."));
    m_scroll->setWidget(m_text);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setAccessibleName(tr("The lesson's text"));
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_text->setAutoFillBackground(false);

    auto* lessonPanel = new views::Panel(tr("Learn"));
    lessonPanel->setMinimumWidth(kLeastColumnWidth);
    lessonPanel->setMaximumWidth(kColumnWidth);
    auto* steps = new QHBoxLayout;
    steps->addWidget(m_back);
    steps->addWidget(m_count, 1, Qt::AlignCenter);
    steps->addWidget(m_next);
    lessonPanel->body()->addWidget(m_title);
    lessonPanel->body()->addWidget(m_scroll, 1);
    lessonPanel->body()->addLayout(steps);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0); // the window has margins
    layout->setSpacing(kGap);
    layout->addWidget(lessonPanel);
    layout->addWidget(m_board, 1);

    const auto step = [this](int by) { return [this, by] { showLesson(m_lesson + by); }; };
    connect(m_back, &QPushButton::clicked, this, step(-1));
    connect(m_next, &QPushButton::clicked, this, step(1));
    for (const auto& [keys, by] : { std::pair(Qt::ALT | Qt::Key_Left, -1), std::pair(Qt::ALT | Qt::Key_Right, 1) }) {
        auto* shortcut = new QShortcut(QKeySequence(keys), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, step(by));
    }
    connect(&document, &views::Document::projectReset, this, &LearnPage::readLessons);
    connect(&document, &views::Document::modelChanged, this, &LearnPage::readLessons);
    connect(&document, &views::Document::targetChanged, this, &LearnPage::readLessons);
    readLessons();
}

LearnPage::~LearnPage() = default;

QString LearnPage::text() const
{
    return m_text->text();
}

void LearnPage::readLessons()
{
    m_lessons.clear();
    if (rope::validate(m_document.geometry()) && m_document.project().target_length > 0)
        m_lessons = views::lessons(
            m_document.geometry(), m_document.trained(), m_document.project().target_length);
    if (m_shown)
        showText();
}

void LearnPage::showLesson(int number)
{
    m_lesson = std::clamp(number, 0, std::max(0, lessonCount() - 1));
    m_scroll->verticalScrollBar()->setValue(0);
    showText();
    if (!m_lessons.empty())
        m_board->show(m_lessons[std::size_t(m_lesson)]);
}

void LearnPage::showText()
{
    m_back->setEnabled(m_lesson > 0);
    m_next->setEnabled(m_lesson + 1 < lessonCount());
    if (m_lessons.empty()) {
        m_title->setText(tr("Open a model first"));
        m_text->setText(tr("The lessons use the numbers of the model that is open: File, Open model folder."));
        m_count->clear();
        return;
    }
    const views::Lesson& lesson = m_lessons[std::size_t(m_lesson)];
    m_title->setText(lesson.title);
    m_text->setText(lesson.text);
    m_count->setText(tr("%1 of %2").arg(m_lesson + 1).arg(lessonCount()));
}

void LearnPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (std::exchange(m_shown, true))
        return;
    showLesson(m_lesson);
}

} // namespace ropewalk::studio
