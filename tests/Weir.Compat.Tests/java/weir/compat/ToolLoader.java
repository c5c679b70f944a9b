package weir.compat;

import java.io.IOException;
import java.io.InputStream;

/** Loads the tools themselves afresh for each run, since some keep counts in static fields; all they use is shared. */
final class ToolLoader extends ClassLoader {
    ToolLoader() {
        super(ToolLoader.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        boolean tool = name.startsWith("org.apache.kafka.tools.") && !name.startsWith("org.apache.kafka.tools.api.");
        if (!tool && !name.startsWith("kafka.admin.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream code = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (code == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = code.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
