// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/window/message_bar.h"

#include "views/plots/pill_button.h"
#include "views/plots/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPointer>
#include <QVBoxLayout>

namespace ropewalk::studio {

namespace {

/// One message: a stripe in its colour, the words, what can be done.
class Message : public QWidget
{
public:
    Message(MessageBar::Kind kind, const QString& text)
        : m_kind(kind)
        , m_text(new QLabel(text, this))
    {
        m_text->setWordWrap(true);
        m_text->setTextFormat(Qt::PlainText);
        m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        auto* layout = new QHBoxLayout(this);
        layout->setContentsMargins(16, 6, 8, 6);
        layout->setSpacing(8);
        layout->addWidget(m_text, 1);
        setAccessibleName(text);
    }

    QString text() const { return m_text->text(); }

    views::PillButton* addButton(const QString& label, const QString& name)
    {
        auto* button = new views::PillButton(label, this);
        button->setAccessibleName(name);
        button->setToolTip(name);
        button->setCompact(true);
        layout()->addWidget(button);
        return button;
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const views::Theme theme = views::themeFor(palette());
        const QColor colour = m_kind == MessageBar::Kind::Warning ? theme.warning : theme.accent;
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
        painter.setPen(QPen(theme.border, 1));
        painter.setBrush(theme.panel);
        painter.drawRoundedRect(frame, 3, 3);
        painter.fillRect(QRectF(1, 1, 4, height() - 2), colour);
    }

private:
    MessageBar::Kind m_kind;
    QLabel* m_text;
};

} // namespace

MessageBar::MessageBar(QWidget* parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(4);
    setVisible(false);
}

void MessageBar::show(const QString& key, Kind kind, const QString& text, std::vector<Choice> choices)
{
    close(key);
    auto* message = new Message(kind, text);
    const QPointer<MessageBar> self(this);
    for (Choice& choice : choices) {
        const auto* button = message->addButton(choice.label, choice.label);
        connect(button, &QAbstractButton::clicked, this, [self, key, chosen = std::move(choice.chosen)] {
            self->close(key);
            if (chosen)
                chosen();
        });
    }
    const auto* dismiss = message->addButton(QStringLiteral("✕"), tr("Close this message"));
    connect(dismiss, &QAbstractButton::clicked, this, [this, key] { close(key); });
    m_messages.insert(key, message);
    m_layout->addWidget(message);
    setVisible(true);
    Q_EMIT shown(key);
}

void MessageBar::close(const QString& key)
{
    if (QWidget* message = m_messages.take(key)) {
        m_layout->removeWidget(message);
        message->hide();
        message->deleteLater();
    }
    setVisible(!m_messages.isEmpty());
}

QString MessageBar::text(const QString& key) const
{
    const auto* message = static_cast<const Message*>(m_messages.value(key));
    return message ? message->text() : QString();
}

} // namespace ropewalk::studio
