package dev.thrice.emulator;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What objdump prints of an instruction, in the form that {@link Disassembly} describes. */
final class IntelText {
    private static final Pattern INVALID =
            Pattern.compile("[({]bad[)}]|^\\.byte|^rex|^(data16|[cdefgs]s|addr32|lock|repz?)$");
    private static final Pattern HEX = Pattern.compile("0x[0-9a-f]+");
    private static final Pattern COMPARISON = Pattern.compile("(vcmp|vpcmp)([a-z_]+?)(ps|pd|ss|sd|ud|d) (.*)");
    private static final Pattern WIDTH_32 = Pattern.compile("(e[a-ds][xpi]|r\\d+d|dword ptr .*)");

    private static final List<String> PREDICATES = List.of(
            "eq",
            "lt",
            "le",
            "unord",
            "neq",
            "nlt",
            "nle",
            "ord",
            "eq_uq",
            "nge",
            "ngt",
            "false",
            "neq_oq",
            "ge",
            "gt",
            "true",
            "eq_os",
            "lt_oq",
            "le_oq",
            "unord_s",
            "neq_us",
            "nlt_uq",
            "nle_uq",
            "ord_s",
            "eq_us",
            "nge_uq",
            "ngt_uq",
            "false_os",
            "neq_os",
            "ge_oq",
            "gt_oq",
            "true_us");

    private IntelText() {}

    static boolean isInvalid(String printed) {
        return INVALID.matcher(printed.strip()).find();
    }

    /** @param from where the code that the instruction belongs to begins */
    static String of(String printed, int from) {
        String text = printed.replaceFirst("\\s+#.*", "").strip().replaceAll("\\s+", " ");
        text = text.toLowerCase(Locale.ROOT)
                .replace("*1]", "]")
                .replace("*1+", "+")
                .replace("*1-", "-")
                .replace("+0x0]", "]")
                .replaceFirst("^movabs ", "mov ");
        return comparison(decimal(text, from));
    }

    private static String decimal(String text, int from) {
        if (text.matches("(j[a-z]+|call) 0x.*")) {
            int hex = text.indexOf("0x");
            return text.substring(0, hex) + (Long.parseUnsignedLong(text.substring(hex + 2), 16) - from);
        }
        StringBuilder decimal = new StringBuilder();
        Matcher hex = HEX.matcher(text);
        while (hex.find()) {
            boolean displacement = text.indexOf(']', hex.end()) >= 0 && text.indexOf('[', hex.end()) < 0;
            long number = Long.parseUnsignedLong(hex.group().substring(2), 16);
            hex.appendReplacement(decimal, "" + (!displacement && isNarrow(text) ? (int) number : number));
        }
        return hex.appendTail(decimal).toString();
    }

    private static boolean isNarrow(String text) {
        String operands = text.substring(text.indexOf(' ') + 1);
        return WIDTH_32.matcher(operands.split(",", 2)[0]).matches();
    }

    /** A predicate as a number, the last operand. */
    private static String comparison(String text) {
        Matcher name = COMPARISON.matcher(text);
        int predicate = name.matches() ? PREDICATES.indexOf(name.group(2)) : -1;
        boolean own = predicate == 0 && name.group(1).equals("vpcmp");
        return predicate < 0 || own ? text : name.replaceFirst("$1$3 $4," + predicate);
    }
}
