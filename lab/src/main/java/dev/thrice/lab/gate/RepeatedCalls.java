package dev.thrice.lab.gate;

import dev.thrice.command.UserError;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;

/**
 * Makes methods do a part of their calls once more: what was in a method goes into another, which it calls, and of a hundred of its calls
 * some do so twice, evenly spread. What the further call returns is kept in a field, so that no compiler leaves it out.
 */
final class RepeatedCalls implements ClassTransform {
    private static final int HUNDRED = 100;
    private static final String WORK = "$once";
    private static final String SUM = "$share";
    private static final String SINK = "$sink";
    private static final int STATIC = ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC;

    private final ClassDesc owner;
    private final List<String> names;
    private final int percent;

    /**
     * Of one class.
     *
     * @param label what to call it in messages
     * @param model the class
     * @param names of its methods
     * @param percent of their calls, at most 100
     * @throws UserError if it has no such method, or several, or one without code
     */
    RepeatedCalls(String label, ClassModel model, List<String> names, int percent) {
        owner = model.thisClass().asSymbol();
        this.names = names;
        this.percent = percent;
        for (String name : names) {
            List<MethodModel> found = model.methods().stream()
                    .filter(method -> method.methodName().equalsString(name))
                    .toList();
            if (found.size() != 1 || found.getFirst().code().isEmpty()) {
                throw new UserError(label + " has " + found.size() + " methods " + name
                        + ", expected one, with code, that is not inherited");
            }
        }
    }

    @Override
    public void accept(ClassBuilder builder, ClassElement element) {
        if (element instanceof MethodModel method
                && names.contains(method.methodName().stringValue())) {
            String name = method.methodName().stringValue();
            ClassDesc type = method.methodTypeSymbol().returnType();
            builder.withMethod(
                    name + WORK,
                    method.methodTypeSymbol(),
                    method.flags().flagsMask(),
                    work -> method.code().ifPresent(work::with));
            builder.withField(name + SUM, ConstantDescs.CD_int, STATIC);
            if (!type.equals(ConstantDescs.CD_void)) {
                builder.withField(name + SINK, type, STATIC);
            }
            builder.transformMethod(method, (made, part) -> {
                if (part instanceof CodeModel) {
                    made.withCode(code -> calls(code, method));
                } else {
                    made.with(part);
                }
            });
        } else {
            builder.with(element);
        }
    }

    /** Adds the share to a sum that stays below a hundred; when it would not, there is a call more. */
    private void calls(CodeBuilder code, MethodModel method) {
        String name = method.methodName().stringValue();
        MethodTypeDesc type = method.methodTypeSymbol();
        boolean isStatic = method.flags().has(AccessFlag.STATIC);
        code.getstatic(owner, name + SUM, ConstantDescs.CD_int)
                .loadConstant(percent)
                .iadd()
                .dup()
                .putstatic(owner, name + SUM, ConstantDescs.CD_int)
                .loadConstant(HUNDRED)
                .ifThen(Opcode.IF_ICMPGE, more -> {
                    more.getstatic(owner, name + SUM, ConstantDescs.CD_int)
                            .loadConstant(HUNDRED)
                            .isub()
                            .putstatic(owner, name + SUM, ConstantDescs.CD_int);
                    call(more, name + WORK, type, isStatic);
                    if (!type.returnType().equals(ConstantDescs.CD_void)) {
                        more.putstatic(owner, name + SINK, type.returnType());
                    }
                });
        call(code, name + WORK, type, isStatic);
        code.return_(TypeKind.from(type.returnType()));
    }

    private void call(CodeBuilder code, String name, MethodTypeDesc type, boolean isStatic) {
        if (!isStatic) {
            code.aload(code.receiverSlot());
        }
        for (int i = 0; i < type.parameterCount(); i++) {
            code.loadLocal(TypeKind.from(type.parameterType(i)), code.parameterSlot(i));
        }
        if (isStatic) {
            code.invokestatic(owner, name, type);
        } else {
            code.invokevirtual(owner, name, type);
        }
    }
}
