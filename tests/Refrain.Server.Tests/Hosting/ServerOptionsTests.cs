using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Core.Planning;
using Refrain.Runtimes.Local;
using Refrain.Server.Hosting;

namespace Refrain.Server.Tests.Hosting;

public sealed class ServerOptionsTests
{
    [Fact]
    public void Without_options_the_server_is_private_and_strict()
    {
        var options = Parse([], ("HOME", "/home/me"));

        Assert.Equal("http://127.0.0.1:0", options.Listen.ToString());
        Assert.Equal("/home/me/.local/share/refrain", options.DataDirectory);
        Assert.Equal((false, IsolationMode.Auto, "123456789012", ReferenceRule.NameAndType), (options.AllowAnyCredentials, options.Isolation, options.Account, options.Rule));
    }

    [Fact]
    public void The_data_folder_comes_from_the_option_or_from_the_environment()
    {
        Assert.Equal("/one", Parse(["--data-dir", "/one"], ("REFRAIN_DATA_DIR", "/two")).DataDirectory);
        Assert.Equal("/two", Parse([], ("REFRAIN_DATA_DIR", "/two"), ("XDG_DATA_HOME", "/three")).DataDirectory);
        Assert.Equal("/three/refrain", Parse([], ("XDG_DATA_HOME", "/three"), ("HOME", "/four")).DataDirectory);
    }

    [Fact]
    public void Every_option_is_understood_with_a_space_and_with_an_equals_sign()
    {
        var options = Parse(
            ["--urls=http://localhost:8080", "--account", "000000000000", "--isolation=none", "--selective-version-rule", "same-version", "--allow-any-credentials", "--verbose"]);

        Assert.Equal(
            ("http://127.0.0.1:8080", "000000000000", IsolationMode.None, ReferenceRule.SameVersion), (options.Listen.ToString(), options.Account, options.Isolation, options.Rule));
        Assert.Equal((CacheIdentity.Content, CacheIdentity.Aws), (Parse(["--cache-identity", "content"]).CacheIdentity, options.CacheIdentity));
        Assert.True(options is { AllowAnyCredentials: true, Verbose: true });
        Assert.Equal(("/my/images.json", null), (Parse(["--images", "/my/images.json"]).ImagesFile, options.ImagesFile));
        Assert.True(Parse(["--help"]).ShowHelp);
    }

    [Fact]
    public void Names_of_the_server_are_told_one_by_one()
    {
        Assert.Equal(["a.example.com", "b.example.com"], Parse(["--host-name", "a.example.com", "--host-name=b.example.com"]).HostNames);
        Assert.Contains("expected a DNS name", Assert.Throws<UsageException>(() => Parse(["--host-name", "http://a.example.com"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_are_told_one_by_one_and_the_last_word_counts()
    {
        var options = Parse(["--limit", "steps=5000", "--limit=parameters=1", "--limit", "steps=7"]);

        Assert.Equal(Limits.Default with { Steps = 7, Parameters = 1 }, options.Limits);
        Assert.Equal(Limits.Default, Parse([]).Limits);
    }

    [Fact]
    public void What_jobs_may_take_together_is_the_machines_unless_it_is_told()
    {
        var machine = Parse([]).Capacity;
        Assert.Equal((Math.Max(4, Environment.ProcessorCount * 2), machine.Jobs), (machine.Jobs, machine.Cpus));
        Assert.InRange(machine.MemoryMib, 1, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20);

        Assert.Equal(new JobCapacity(0, 3, 4096), Parse(["--max-jobs", "0", "--max-cpus=3", "--max-memory", "4096"]).Capacity);
        Assert.Equal(machine with { Jobs = 7 }, Parse(["--max-jobs=7"]).Capacity);
    }

    [Fact]
    public void A_limit_that_there_is_not_is_refused_with_the_names_of_all() =>
        Assert.Equal(
            $"--limit 'sky=1': expected NAME=NUMBER, where NAME is one of {string.Join(", ", LimitNames.All)}.",
            Assert.Throws<UsageException>(() => Parse(["--limit", "sky=1"])).Message);

    [Fact]
    public void What_is_kept_is_said_for_all_pipelines_or_for_one()
    {
        var options = Parse(["--keep-executions", "100", "--keep-executions=Abalone=10", "--keep-days", "Abalone=all", "--gc-hours", "0", "--log-format", "json"]);

        Assert.Equal([new(null, 100, null), new("Abalone", 10, null), new("Abalone", null, 0)], options.Retention);
        Assert.Equal((0, LogFormat.Json), (options.GarbageHours, options.LogFormat));
        Assert.Equal((6, LogFormat.Text), (Parse([]).GarbageHours, Parse([]).LogFormat));
    }

    [Theory]
    [InlineData("--keep-executions '0': expected a whole number from 1 to 1000000, or all, for one pipeline after its name and an equals sign.", "--keep-executions", "0")]
    [InlineData("--keep-days '=3': expected a whole number from 1 to 1000000, or all, for one pipeline after its name and an equals sign.", "--keep-days", "=3")]
    [InlineData("--gc-hours '-1': expected a whole number from 0 to 8760.", "--gc-hours", "-1")]
    [InlineData("--log-format 'xml': expected text or json.", "--log-format", "xml")]
    [InlineData("--limit 'steps': expected a whole number from 1 to 2147483647.", "--limit", "steps")]
    [InlineData("--limit 'steps=0': expected a whole number from 1 to 2147483647.", "--limit", "steps=0")]
    [InlineData("--limit 'steps=-1': expected a whole number from 1 to 2147483647.", "--limit", "steps=-1")]
    [InlineData("--limit 'steps=many': expected a whole number from 1 to 2147483647.", "--limit", "steps=many")]
    [InlineData("--limit 'name-characters=129': expected a whole number from 1 to 128.", "--limit", "name-characters=129")]
    [InlineData("--max-jobs '-1': expected a whole number from 0 to 2147483647.", "--max-jobs", "-1")]
    [InlineData("--max-cpus '0': expected a whole number from 1 to 2147483647.", "--max-cpus=0")]
    [InlineData("--max-memory '1.5': expected a whole number from 1 to 2147483647.", "--max-memory", "1.5")]
    [InlineData("--limit needs a value.", "--limit")]
    [InlineData("Unknown option '--port'.", "--port", "80")]
    [InlineData("--data-dir needs a value.", "--data-dir")]
    [InlineData("--data-dir needs a value that is not empty.", "--data-dir=")]
    [InlineData("--verbose takes no value.", "--verbose=yes")]
    [InlineData("--account '12': expected 12 digits.", "--account", "12")]
    [InlineData("--isolation 'some': expected auto or none.", "--isolation", "some")]
    [InlineData("--selective-version-rule 'any': expected name-and-type, unchanged-upstream or same-version.", "--selective-version-rule", "any")]
    [InlineData("--cache-identity 'bytes': expected aws or content.", "--cache-identity=bytes")]
    [InlineData("https://127.0.0.1:443 needs --certificate FILE and --certificate-key FILE.", "--urls", "https://localhost")]
    [InlineData("--certificate and --certificate-key belong together: give both, or neither.", "--urls", "https://localhost", "--certificate", "a")]
    [InlineData("http://127.0.0.1:8080 is not encrypted, and there is a certificate. Write https:// in --urls.", "--urls", "http://localhost:8080", "--certificate", "a", "--certificate-key", "b")]
    [InlineData("http://0.0.0.0:8080 can be reached from other machines, and everything would go there unencrypted. Give --certificate and --certificate-key and an https address, ", "--urls", "http://*:8080")]
    [InlineData("--insecure-http takes no value.", "--insecure-http=yes")]
    [InlineData("--urls 'here' is no address to listen at: expected http://ADDRESS:PORT or https://ADDRESS:PORT, ", "--urls", "here")]
    [InlineData("--urls 'http://example.org:80' is no address to listen at: ", "--urls", "http://example.org:80")]
    [InlineData(
        "--allow-any-credentials goes with loopback only, and http://0.0.0.0:8080 can be reached from other machines. Leave one of the two out.",
        "--urls",
        "http://*:8080",
        "--allow-any-credentials")]
    public void A_wrong_option_is_named_with_what_would_be_right(string expected, params string[] arguments) =>
        Assert.StartsWith(expected, Assert.Throws<UsageException>(() => Parse(arguments)).Message, StringComparison.Ordinal);

    private static ServerOptions Parse(string[] arguments, params (string Name, string Value)[] environment) =>
        ServerOptions.Parse(arguments, name => environment.Where(variable => variable.Name == name).Select(variable => variable.Value).FirstOrDefault());
}
