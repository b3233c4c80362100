# SPDX-License-Identifier: Apache-2.0
"""The texts of tokenizer.py: what its tokenizers are learnt from and what they are asked."""

MEGABYTE = 18000  # lengths of rope in one line of a megabyte

CORPUS = """
The ropewalk is a long hall. The ropemakers walk backwards through the hall and twist the yarn into strands, and
the strands into rope. A rope that is stretched too far will break; a rope that is stretched evenly will hold.
Where is the brass key? The brass key is in the upper tower with Petra. Where is the tarred rope? The tarred rope is in
the boathouse with Nils. It rained on the north bridge all day. Nobody was at the harbour that evening.
We'll see what they've said, and I'm sure it's what you'd want: she's here, don't worry. WE'RE LOUD.
for (int i = 0; i < n; ++i) { sum += values[i] * weights[i]; }  // the weighted sum
def mean(values):\n    return sum(values) / len(values)\n\nif __name__ == "__main__":\n\tprint(mean([1, 2, 3]))
The numbers 10432, 2048, 65536 and 3.14159 were measured in 2024, at 16 K tokens; 1,000,000 is a million.
Die Seiler gehen rückwärts durch die Reeperbahn. La corderie est un bâtiment très long. El cáñamo se hila.
Канатный двор стоит у реки. Длинная верёвка лежит у моста. 繩索很長，工人向後走。 ロープは長い。
""".strip("\n")


def long_line(count):
    return " ".join(f"The rope {n} is {n * n} yards long, and yarn-{n:x} holds;" for n in range(count))


SAMPLES = [
    "",
    " ",
    "  ",
    "The ropewalk is a long hall.",
    " The ropewalk",
    "the  long   hall    and     rope ",
    "What is the pass key? The pass key is 40712. Remember it. 40712 is the pass key.",
    "for (int i = 0; i < n; ++i) {\n\tsum += values[i];\n}\n",
    "def mean(values):\r\n    return sum(values) / len(values)\r\n\r\n\r\n",
    "x = {'a': [1, 22, 333, 4444], \"b\": None}  # \\n is not a newline",
    "We'll see what THEY'VE said: I'M sure it's what you'd want, SHE'S here, don\u2019t worry.",
    "it'\u017f old, 'Ve 'LL",  # the long s folds to s
    "3.14159 1,000,000 10432 7 0123456789 \u0664\u0662 \u00bd \u2167 \u2460\u2461 \u0967\u0968",
    "Die Seiler gehen r\u00fcckw\u00e4rts. r\u0075\u0308ckwa\u0308rts e\u0301\u0301 \u1e9b\u0323 \u212b \uac00 \u1100\u1161",
    "\u041a\u0430\u043d\u0430\u0442\u043d\u044b\u0439 \u0434\u0432\u043e\u0440 \u7e69\u7d22\u5f88\u9577\uff0c\u5de5\u4eba\u5411\u5f8c\u8d70\u3002\u30ed\u30fc\u30d7",
    "\u0e40\u0e0a\u0e37\u0e2d\u0e01 \u0930\u0938\u094d\u0938\u0940 \u062d\u0628\u0644 \u05d7\u05d1\u05dc \u1780\u17d2\u179a",
    "\U0001f9f5\U0001faa2 \U0001f469\u200d\U0001f52c \U0001f1e9\U0001f1ea \u270b\U0001f3fd \u2764\ufe0f \U0001f600\U0001f600\U0001f600",
    "a\u00a0b\u2003c\u202fd\u3000e\u200bf\u2028g\u2029h\u0085i\u180ej\ufeffk",
    "\t\tindent\n\n\n  two\n \n\t x \x0b\x0c end   \n",
    "nul \x00 bell \x07 esc \x1b[0m del \x7f c1 \x80\x9f unit \x1c\x1d\x1e\x1f",
    "\u2581already marked\u2581\u2581twice \u2581 lone",
    "\u0120Byte \u010a letters \u00c3\u00a9",
    "<s>The rope</s> <unk> <0x0A> <|end|> <|end|>\n  after",
    "[pad] x [pad]x x[pad] x[pad]x [pad][pad] rope   [mask]   hall",
    "longlonglong hallhall ropewalkropewalk aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "...!!!???---===>>><<<///*** #@~^|`$%&",
    "\ud7ff\ue000\uffff\U0010ffff \ufffd",
    long_line(20),
]


def random_text(rng):
    """Words, numbers, spaces, marks, scripts, emoji, control characters and strings that tokens are made of."""
    parts = []
    for _ in range(rng.randrange(1, 12)):
        kind = rng.randrange(9)
        if kind == 0:
            parts.append(rng.choice(CORPUS.split(" ")))
        elif kind == 1:
            spaces = " \t\n\r\x0b\x0c\x85\xa0\u1680\u2003\u2028\u200b\u3000\ufeff"
            parts.append(rng.choice(spaces) * rng.randrange(1, 4))
        elif kind == 2:
            parts.append("".join(chr(rng.randrange(0x20, 0x530)) for _ in range(rng.randrange(1, 6))))
        elif kind == 3:
            for _ in range(3):
                parts.append(chr(rng.choice((rng.randrange(0x900, 0x1000), rng.randrange(0x3040, 0x9FFF)))))
        elif kind == 4:
            parts.append(rng.choice("aeoAKΣİ"))
            parts.extend(chr(rng.randrange(0x300, 0x345)) for _ in range(rng.randrange(1, 4)))
        elif kind == 5:
            parts.append(str(rng.randrange(10 ** rng.randrange(1, 9))))
        elif kind == 6:
            tokens = ["<s>", "</s>", "<unk>", "<|end|>", "[pad]", "[mask]", "<0x0A>", "<|endoftext|>", "▁", "Ġ"]
            parts.append(rng.choice(tokens))
        elif kind == 7:
            for _ in range(2):
                parts.append(chr(rng.randrange(0x1F300, 0x1F6FF)) + rng.choice(["", "\u200d", "\ufe0f"]))
        else:
            odd = ["'s", "'LL", " a", "ﬁ", "½", "Ⅷ", "가", "ﾊﾟ", "ß", "  ", "...", "\x00", "\x1b", "the ", "ＡＢ"]
            parts.append(rng.choice(odd))
    return "".join(parts)
