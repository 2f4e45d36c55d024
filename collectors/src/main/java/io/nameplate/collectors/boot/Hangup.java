/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls back on SIGHUP. The JDK's class for signals is supported but not part of its interface, so that it is reached by
 * name: where it is missing, only a changed file makes a collector read anew. The JDK leaves a signal ignored that was
 * ignored when the process began.
 */
final class Hangup {

    private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

    private Hangup() {}

    static void then(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    action.run();
                    return null;
                }
                return method.getName().equals("equals")
                        ? (Object) (proxy == arguments[0])
                        : method.getName().equals("hashCode") ? System.identityHashCode(proxy) : "SIGHUP";
            };
            Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, calls);
            Object before = signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), proxy);
            if (handler.getField("SIG_IGN").get(null).equals(before)) {
                LOG.info(
                        "SIGHUP is ignored, as whoever started this process, such as nohup, asked for: only a changed file"
                                + " makes it read anew");
            }
        } catch (ReflectiveOperationException | IllegalArgumentException none) {
            LOG.atInfo().addKeyValue("reason", none.toString()).log("SIGHUP is not listened to");
        }
    }
}
