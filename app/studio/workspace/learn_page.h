// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/learn/lessons.h"

#include <QWidget>
#include <vector>

class QLabel;
class QPushButton;
class QScrollArea;

namespace ropewalk::views {
class Document;
class LearnBoard;
}

namespace ropewalk::studio {

/// RoPE and LongRoPE in a few steps: the text at the left, the views that it talks about at the right, set up for it.
/// Alt with Left and Right changes the lesson.
class LearnPage : public QWidget
{
    Q_OBJECT

public:
    explicit LearnPage(views::Document& document, QWidget* parent = nullptr);
    ~LearnPage() override;

    views::LearnBoard* board() { return m_board; }
    int lesson() const { return m_lesson; }
    int lessonCount() const { return int(m_lessons.size()); }
    QString text() const; ///< of the lesson shown

public Q_SLOTS:
    void showLesson(int number); ///< from 0; clamped

protected:
    void showEvent(QShowEvent* event) override; ///< the first time sets up the views

private:
    void readLessons(); ///< after the model or the target changed: the text has their numbers, the views stay
    void showText();

    views::Document& m_document;
    std::vector<views::Lesson> m_lessons;
    views::LearnBoard* m_board;
    QLabel* m_title;
    QLabel* m_text;
    QLabel* m_count;
    QPushButton* m_back;
    QPushButton* m_next;
    QScrollArea* m_scroll;
    int m_lesson = 0;
    bool m_shown = false;
};

} // namespace ropewalk::studio
