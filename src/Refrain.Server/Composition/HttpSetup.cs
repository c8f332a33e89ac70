using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Refrain.Aws.SigV4;
using Refrain.Server.Access;
using Refrain.Server.Api;
using Refrain.Server.Hosting;
using Refrain.Server.Http;
using Refrain.Server.Iam;
using Refrain.Server.Logs;
using Refrain.Server.S3;
using Refrain.Server.SageMaker;
using Refrain.Server.Sqs;
using Refrain.Server.Sts;

namespace Refrain.Server.Composition;

/// <summary>Kestrel and the front doors. Nothing is read from the environment or from settings files: the options say it all.</summary>
internal static class HttpSetup
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    public static WebApplication Build(ServerOptions options, ILoggerFactory logging, Action<IServiceCollection> register)
    {
        var certificate = ServerCertificate.Read(options);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "refrain-server", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Configure(kestrel, options.Listen, certificate));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddRoutingCore().AddSingleton(logging);
        register(builder.Services);
        var app = builder.Build();
        RequestChain.Build(app);
        return app;
    }

    public static IServiceCollection AddFrontDoors(this IServiceCollection services, ServerOptions options, AwsCredentials credentials)
    {
        services.AddSingleton(s => new DoorKeys(
            options.Account, AccessKeysFile.Read(options.DataDirectory, credentials), options.AllowAnyCredentials, s.GetRequiredService<LiveJobs>().Contains, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LiveJobs>().AddSingleton<PublicAddress>().AddSingleton(s => new AuditLog(options.DataDirectory, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<StsTable>().AddSingleton<IamTable>().AddSingleton<LogsTable>().AddSingleton<SqsTable>().AddSingleton<SqsMessages>();
        OperationTable.Register(services);
        services.AddSingleton(new HostNames(options.HostNames));
        S3Router.Register(services);
        ApiEndpoints.Register(services);
        return services;
    }

    private static void Configure(KestrelServerOptions kestrel, ListenAddress address, X509Certificate2? certificate)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null; // objects have no limit; JSON bodies have one of their own, see VerifySignature
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 100;
        kestrel.Limits.MaxRequestLineSize = 16 * 1024; // a key of 1024 bytes, percent-encoded, and a presigned query
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(20);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(20)); // a client that trickles is let go of
        kestrel.Limits.MaxConcurrentConnections = 4096;
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.UTF8; // object metadata comes back as it was sent
        kestrel.Listen(address.Address, address.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1; // what is signed is the text of HTTP/1.1
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        });
    }
}
