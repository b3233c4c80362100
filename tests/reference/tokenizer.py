# SPDX-License-Identifier: Apache-2.0
"""Writes tests/reference/tokenizer/: small tokenizers of the kinds that models ship, learnt from the text below by the
tokenizers library (0.23, NAME.json) and by sentencepiece (0.2.3, NAME.model), and in expected.json the ids and the
decoded text that the library gives for every sample, and a hash of the ids for every random text. steps.json holds
single normalizers and pre-tokenizers around one small model. Run it with a Python that has both libraries; it writes
the same files each time."""

import io
import json
import os
import pathlib
import random

import sentencepiece
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

MEGABYTE = 18000  # lengths of rope in one line of a megabyte
OUT = pathlib.Path(__file__).parent / "tokenizer"

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


def fnv(ids):
    """FNV-1a, 64 bits, over whole ids: says whether a megabyte's ids are the same without keeping them."""
    value = 0xCBF29CE484222325
    for id_ in ids:
        value = ((value ^ id_) * 0x100000001B3) % 2**64
    return value


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

GPT4_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def train(tokenizer, vocab_size, special, alphabet=()):
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size, special_tokens=special, initial_alphabet=list(alphabet), show_progress=False
    )
    tokenizer.train_from_iterator(CORPUS.split("\n"), trainer)
    return json.loads(tokenizer.to_str())["model"]


def with_bytes(model, special):
    """The vocabulary again, with 256 byte tokens behind the special ones, as sentencepiece orders it."""
    pieces = [p for p, _ in sorted(model["vocab"].items(), key=lambda item: item[1])]
    rest = [p for p in pieces if p not in special]
    ordered = special + [f"<0x{byte:02X}>" for byte in range(256)] + rest
    return {piece: i for i, piece in enumerate(ordered)}, [tuple(m) for m in model["merges"]]


def template(token, id_):
    return processors.TemplateProcessing(
        single=f"{token} $A", pair=f"{token} $A {token}:1 $B:1", special_tokens=[(token, id_)]
    )


def llama2():
    special = ["<unk>", "<s>", "</s>"]
    learner = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    learner.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    learner.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="never")
    vocab, merges = with_bytes(train(learner, 500, special), special)
    tokenizer = Tokenizer(models.BPE(vocab, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = learner.normalizer
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in special])
    tokenizer.add_special_tokens([AddedToken("<|end|>", normalized=False, special=True, rstrip=True)])
    tokenizer.add_tokens([AddedToken("[pad]", normalized=False, single_word=True)])
    tokenizer.post_processor = template("<s>", 1)
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    return tokenizer


def llama3():
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(GPT4_WORDS), "isolated", False),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    model = train(tokenizer, 700, [], sorted(pre_tokenizers.ByteLevel.alphabet()))
    vocab, merges = dict(model["vocab"]), [tuple(m) for m in model["merges"]]
    for whole in ("Ġropemakers", "ĠREEPERBAHN"):  # pieces that no merge makes: only ignore_merges finds them
        vocab.setdefault(whole, len(vocab))
    tokenizer.model = models.BPE(vocab, merges, ignore_merges=True)
    tokenizer.add_special_tokens(["<|begin|>", AddedToken("<|end|>", special=True, lstrip=True)])
    tokenizer.add_tokens([AddedToken("[pad]", normalized=True), AddedToken("[mask]", lstrip=True, rstrip=True)])
    tokenizer.post_processor = processors.Sequence(
        [processors.ByteLevel(trim_offsets=False), template("<|begin|>", tokenizer.token_to_id("<|begin|>"))]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def metaspace():
    special = ["<unk>", "<s>", "</s>"]
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))  # no byte fallback, unknowns stay apart
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=True)
    train(tokenizer, 400, special)
    tokenizer.add_tokens([AddedToken("[pad]", single_word=True), AddedToken("[mask]", lstrip=True)])
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="first")
    return tokenizer


def nfc_digits():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=True)]
    )
    train(tokenizer, 450, ["<|end|>"], sorted(pre_tokenizers.ByteLevel.alphabet()))
    tokenizer.add_tokens([AddedToken("e\u0301\u0301", normalized=True), AddedToken("[pad]", rstrip=True)])
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def phi3():
    special = ["<unk>", "<s>", "<|endoftext|>"]
    learner = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    learner.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    vocab, merges = with_bytes(train(learner, 500, special), special)
    tokenizer = Tokenizer(models.BPE(vocab, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in special])
    tokenizer.add_special_tokens(
        [AddedToken(t, normalized=False, special=True, rstrip=True) for t in ("<|end|>", "[pad]")]
    )
    tokenizer.add_tokens([AddedToken("</s>", normalized=False, rstrip=True)])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    return tokenizer


def mistral3():
    special = ["<unk>", "<s>", "</s>", "[mask]"]
    learner = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    learner.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first")
    vocab, merges = with_bytes(train(learner, 500, special), special)
    tokenizer = Tokenizer(models.BPE(vocab, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in special])
    tokenizer.post_processor = template("<s>", 1)
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    return tokenizer


def qwen2():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    words = GPT4_WORDS.replace(r"\p{N}{1,3}", r"\p{N}")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(words), "isolated", False),
            pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False),
        ]
    )
    train(tokenizer, 500, [], sorted(pre_tokenizers.ByteLevel.alphabet()))
    tokenizer.add_special_tokens(["<|endoftext|>", "<|end|>"])
    tokenizer.add_tokens([AddedToken("[pad]", normalized=False)])
    tokenizer.post_processor = processors.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def neox():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True)
    special = ["<|endoftext|>", "<|padding|>"]
    train(tokenizer, 500, special, sorted(pre_tokenizers.ByteLevel.alphabet()))
    tokenizer.add_tokens([AddedToken(" " * n, normalized=True) for n in range(8, 1, -1)])
    tokenizer.post_processor = processors.ByteLevel(add_prefix_space=False, trim_offsets=True)
    tokenizer.decoder = decoders.ByteLevel(add_prefix_space=False, trim_offsets=True)
    return tokenizer


RULES = [("ﬁ", "fi"), ("½", "1/2"), ("\u3000", " "), ("\u00a0", " "), ("\t", " "), ("ＡＢ", "AB"), ("\u2026", "...")]


def sentencepiece_model(**options):
    """A tokenizer.model of the corpus; few pieces, one thread."""
    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(CORPUS.split("\n")), model_writer=out, num_threads=1, minloglevel=2,
        hard_vocab_limit=False, **options
    )
    return out.getvalue()


def sp_bpe():
    """As Llama 2 was made: byte fallback, digits apart, spaces kept as they are."""
    return sentencepiece_model(
        model_type="bpe", vocab_size=560, byte_fallback=True, split_digits=True, normalization_rule_name="identity",
        remove_extra_whitespaces=False, allow_whitespace_only_pieces=True, character_coverage=0.995,
        user_defined_symbols=["<|end|>", "[pad]"]
    )


def sp_unigram():
    """Without byte fallback, with rules that rewrite the text, spaces joined, BOS named otherwise."""
    rules = pathlib.Path("rules.tsv")  # the model remembers its name
    rules.write_text(
        "".join(
            " ".join(f"{ord(c):X}" for c in a) + "\t" + " ".join(f"{ord(c):X}" for c in b) + "\n" for a, b in RULES
        ),
        encoding="utf-8",
    )
    model = sentencepiece_model(
        model_type="unigram", vocab_size=400, normalization_rule_tsv=str(rules), bos_piece="[bos]", unk_id=1, bos_id=0,
        eos_id=-1, control_symbols=["<|end|>"], user_defined_symbols=["[pad]"]
    )
    rules.unlink()
    return model


def sp_suffix():
    """White space at the end of words and no dummy prefix; neither BOS nor EOS."""
    return sentencepiece_model(
        model_type="bpe", vocab_size=400, treat_whitespace_as_suffix=True, normalization_rule_name="identity",
        add_dummy_prefix=False, bos_id=-1, eos_id=-1
    )


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


NORMALIZERS = [
    normalizers.NFC(), normalizers.NFD(), normalizers.NFKC(), normalizers.NFKD(), normalizers.Lowercase(),
    normalizers.Strip(), normalizers.Strip(left=False), normalizers.Strip(right=False), normalizers.Prepend("x "),
    normalizers.Replace("rope", ""), normalizers.Replace(Regex(r" {2,}"), " "),
    normalizers.Replace(Regex(r"\s+(?=\w)"), "_$1"),
    normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace("a", "bb"), normalizers.Strip()]
    ),
]
BEHAVIOURS = ["removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"]
PRE_TOKENIZERS = [
    pre_tokenizers.ByteLevel(add_prefix_space=True), pre_tokenizers.ByteLevel(add_prefix_space=False),
    pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.Digits(individual_digits=False),
    pre_tokenizers.Metaspace(prepend_scheme="always"), pre_tokenizers.Metaspace(prepend_scheme="first"),
    pre_tokenizers.Metaspace(prepend_scheme="never"), pre_tokenizers.Metaspace(prepend_scheme="always", split=False),
    pre_tokenizers.Metaspace(replacement="e", prepend_scheme="first", split=False),
] + [
    pre_tokenizers.Split(pattern, behaviour, invert)
    for behaviour in BEHAVIOURS
    for invert in (False, True)
    for pattern in (" ", Regex(r"\s+|(?<=e)[a-z]|\p{Lu}"))
]


def low_bits(lists):
    return [fnv(ids) & 0xFFFFFFFF for ids in lists]


def steps(texts):
    """Every step by itself around one byte-level model."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    train(tokenizer, 330, [], sorted(pre_tokenizers.ByteLevel.alphabet()))
    tokenizer.add_tokens([AddedToken("[pad]", normalized=False), AddedToken("[mask]", lstrip=True, single_word=True)])
    whole = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    rows = []
    for step in NORMALIZERS + PRE_TOKENIZERS:
        is_normalizer = isinstance(step, normalizers.Normalizer)
        tokenizer.normalizer = step if is_normalizer else None
        tokenizer.pre_tokenizer = whole if is_normalizer else pre_tokenizers.Sequence([step, whole])
        file = json.loads(tokenizer.to_str())
        rows.append(
            {
                "normalizer": file["normalizer"], "pre_tokenizer": file["pre_tokenizer"],
                "random": low_bits(tokenizer.encode(text, add_special_tokens=False).ids for text in texts),
            }
        )
    return {"base": file, "rows": rows}


def megabyte(encode):
    ids = encode(long_line(MEGABYTE))
    return {"lines": MEGABYTE, "ids": len(ids), "fnv": fnv(ids)}


def results(encode, decode, bos, texts):
    rows = [{"ids": encode(sample), "decoded": decode(encode(sample))} for sample in SAMPLES]
    return {"bos": bos, "rows": rows, "random": low_bits(map(encode, texts)), "megabyte": megabyte(encode)}


def write(name, value):
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    (OUT / name).write_text(text + "\n", encoding="utf-8")


def main():
    OUT.mkdir(exist_ok=True)
    os.chdir(OUT)
    rng = random.Random(4)
    texts = [random_text(rng) for _ in range(300)]
    expected = {}
    for make in (llama2, llama3, metaspace, nfc_digits, phi3, mistral3, qwen2, neox):
        # Merges once as pairs and once as "a b", so that both spellings are read.
        file = json.loads(make().to_str())
        if make in (llama3, metaspace, neox):
            file["model"]["merges"] = [" ".join(merge) for merge in file["model"]["merges"]]
        text = json.dumps(file, ensure_ascii=False, separators=(",", ":"))
        (OUT / f"{make.__name__}.json").write_text(text + "\n", encoding="utf-8")
        tokenizer = Tokenizer.from_str(text)
        with_special = tokenizer.encode("rope").ids
        without = tokenizer.encode("rope", add_special_tokens=False).ids
        bos = with_special[0] if len(with_special) > len(without) else None
        encode = lambda text: tokenizer.encode(text, add_special_tokens=False).ids
        expected[f"{make.__name__}.json"] = results(encode, tokenizer.decode, bos, texts)
    for make in (sp_bpe, sp_unigram, sp_suffix):
        model = make()
        (OUT / f"{make.__name__}.model").write_bytes(model)
        processor = sentencepiece.SentencePieceProcessor(model_proto=model)
        bos = processor.bos_id() if processor.bos_id() >= 0 else None
        expected[f"{make.__name__}.model"] = results(processor.encode, processor.decode, bos, texts)
    write("expected.json", {"samples": SAMPLES, "random": texts, "expected": expected})
    write("steps.json", steps(texts[:100]))


if __name__ == "__main__":
    main()
